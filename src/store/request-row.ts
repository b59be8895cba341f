import { type Insertable, type Kysely, type Selectable, sql } from 'kysely';
import type { ApprovalProgress } from '../domain/approval.ts';
import type { ActionRequest, Decision } from '../domain/request.ts';
import type { KeptRun } from '../domain/run.ts';
import { readJson, storableText, toJson } from './stored-json.ts';
import type { RequestsTable, Tables } from './tables.ts';

export type RequestRow = Selectable<RequestsTable> & { readonly reading: unknown; readonly decisions: unknown };

/** All columns of a request, read by one statement. */
export const selectRequests = (kysely: Kysely<Tables>) =>
  kysely
    .selectFrom('requests')
    .leftJoin('runs', 'runs.requestId', 'requests.id')
    .selectAll('requests')
    .select('runs.reading')
    .select(
      sql<unknown>`(select coalesce(jsonb_agg(decision order by position), '[]')
        from decisions where request_id = requests.id)`.as('decisions'),
    );

/**
 * The row in the table `requests`. A field without its own column goes into `rest`, so a new field needs no migration.
 */
export function toRow(request: ActionRequest): Insertable<RequestsTable> {
  const { id, version, state, team, channel, requester, requesterName, asked, digest, askedAt, startedAt, ...more } =
    request;
  const { approvedAt, deadline, token, creatingSince, runId, confirmedAt, settledAt, messageTs, permalink, ...others } =
    more;
  const { decisions: _, run: __, progress, ...rest } = others;
  return {
    ...{ id, version, state, team, channel, requester, digest, askedAt },
    requesterName: storableText(requesterName),
    action: asked.entry.action,
    environment: asked.entry.environment,
    connection: asked.entry.connection ?? null,
    workspaceId: asked.workspaceId,
    frozen: toJson(asked),
    startedAt: startedAt ?? null,
    approvedAt: approvedAt ?? null,
    deadline: deadline ?? null,
    token: token ?? null,
    creatingSince: creatingSince ?? null,
    runId: runId ?? null,
    confirmedAt: confirmedAt ?? null,
    settledAt: settledAt ?? null,
    messageTs: messageTs ?? null,
    permalink: permalink ?? null,
    rest: toJson({ ...rest, ...(progress === undefined ? {} : { progress: storedProgress(progress) }) }),
  };
}

/** What is called `slots` stands in the table as `places`, which the release before reads as well. */
type StoredProgress = Omit<ApprovalProgress, 'slots'> & { readonly places: number };

const storedProgress = ({ slots, ...progress }: ApprovalProgress): StoredProgress => ({ ...progress, places: slots });
const progressOf = ({ places, ...progress }: StoredProgress): ApprovalProgress => ({ ...progress, slots: places });

type Rest = Omit<ActionRequest, keyof RequestsTable | 'decisions' | 'run' | 'progress'> & {
  readonly progress?: StoredProgress;
};

export function fromRow(row: RequestRow): ActionRequest {
  const { action: _, environment: __, connection: ___, workspaceId: ____, ...columns } = row;
  const { rest, reading, decisions, frozen, ...plain } = columns;
  const { progress, ...others } = readJson<Rest>(rest);
  return {
    ...others,
    ...(progress === undefined ? {} : { progress: progressOf(progress) }),
    ...withoutNull(plain),
    asked: inOrder(readJson<ActionRequest['asked']>(frozen), others.parameterOrder),
    decisions: readJson<readonly Decision[]>(decisions),
    ...(reading === null ? {} : { run: readJson<KeptRun>(reading) }),
  };
}

/** PostgreSQL reorders the keys of `jsonb`, so the allowlist's order of parameters is stored separately. */
function inOrder(asked: ActionRequest['asked'], order: readonly string[] = []): ActionRequest['asked'] {
  const parameters = putInOrder(asked.parameters, order);
  return { ...asked, parameters, entry: { ...asked.entry, parameters: putInOrder(asked.entry.parameters, order) } };
}

function putInOrder<Value>(record: Readonly<Record<string, Value>>, order: readonly string[]): Record<string, Value> {
  const entries = Object.entries(record);
  const placeOf = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  return Object.fromEntries(entries.sort(([one], [other]) => placeOf(one) - placeOf(other)));
}

/** A null column is an absent field. */
type WithoutNull<Row> = {
  [Key in keyof Row as null extends Row[Key] ? never : Key]: Row[Key];
} & { [Key in keyof Row as null extends Row[Key] ? Key : never]?: Exclude<Row[Key], null> };

const withoutNull = <Row extends object>(row: Row): WithoutNull<Row> =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as WithoutNull<Row>;
