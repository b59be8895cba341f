import { type Kysely, sql } from 'kysely';
import { isSettled, NEXT, type RequestState } from '../domain/lifecycle.ts';
import { LATE_LOOKS, type OwedWork, type OwingRequest, owedWork } from '../domain/owed-work.ts';
import type { KeptRun } from '../domain/run.ts';
import { isFinal, phaseOf, RUN_STATUSES } from '../domain/run-status.ts';
import type { Unwatched } from '../flows/waiting/sweep-owed-work.ts';
import { QUEUE } from './due-work.ts';
import { readJson } from './stored-json.ts';
import type { Tables } from './tables.ts';

const OPEN = (Object.keys(NEXT) as RequestState[]).filter((state) => !isSettled(state));

/** Statuses of runs that apply or are over, which have no deadline. */
const UNLIMITED = Object.keys(RUN_STATUSES).filter((status) => {
  const phase = phaseOf(status);
  return phase === 'applying' || isFinal(phase);
});

interface Row {
  readonly id: string;
  readonly state: RequestState;
  readonly askedAt: Date;
  readonly startedAt: Date | null;
  readonly approvedAt: Date | null;
  readonly deadline: Date | null;
  readonly creatingSince: Date | null;
  readonly runId: string | null;
  readonly confirmedAt: Date | null;
  readonly settledAt: Date | null;
  readonly rest: unknown;
  readonly run: unknown;
  readonly preview: boolean;
  /** Names of the jobs that are queued for this request. */
  readonly due: readonly string[];
}

/**
 * Requests that owe work which is not in the queue, with that work. A single statement, so a running job counts as
 * queued, and the jobs it enqueues exist before it ends.
 */
export async function findUnwatched(kysely: Kysely<Tables>, now: Date): Promise<readonly Unwatched[]> {
  const lastLateLook = new Date(now.getTime() - Math.max(...LATE_LOOKS));
  // A request whose run applies owes only a poll, and there may be ten thousand of them.
  const { rows } = await sql<Row>`
    with queued as materialized (
      select data ->> 'requestId' as id, array_agg(distinct data ->> 'work') as works
      from pgboss.job where name = ${QUEUE} and state in ('created', 'retry', 'active')
      group by data ->> 'requestId'
    )
    select requests.id, state, asked_at, started_at, approved_at, deadline, creating_since, requests.run_id, confirmed_at,
      settled_at, rest, runs.reading as run, coalesce((frozen #>> '{entry,preview}')::boolean, false) as preview,
      coalesce(queued.works, '{}') as due
    from requests
      left join queued on queued.id = requests.id
      left join runs on runs.request_id = requests.id
    where (state in (${sql.join(OPEN)})
        and not (state = 'running' and deadline is null and coalesce(runs.status, '') in (${sql.join(UNLIMITED)})))
      or (state = 'unresolved' and requests.run_id is null and settled_at > ${lastLateLook})
  `.execute(kysely);
  return rows.flatMap((row) => {
    const missing = missingOf(row);
    return missing.length === 0 ? [] : [{ id: row.id, state: row.state, missing }];
  });
}

function missingOf({ due, preview, rest, run, ...columns }: Row): readonly OwedWork[] {
  const given = Object.entries(columns).filter(([, value]) => value !== null);
  const request = {
    ...readJson<Partial<OwingRequest>>(rest),
    ...Object.fromEntries(given),
    asked: { entry: { preview } },
    ...(run === null ? {} : { run: readJson<KeptRun>(run) }),
  } as OwingRequest;
  return owedWork(request).filter(({ work }) => !due.includes(work));
}
