import { pino } from 'pino';
import type { RequestEvent } from '../../src/domain/lifecycle.ts';
import type { Milestone } from '../../src/domain/milestone.ts';
import type { ActionRequest } from '../../src/domain/request.ts';
import type { RequestChange, RequestStore } from '../../src/flows/ports/request-store.ts';
import { sendOutbox } from '../../src/slack/outbox/send-outbox.ts';
import type { Database } from '../../src/store/database.ts';
import { createOutbox } from '../../src/store/outbox.ts';
import { createRequestStore } from '../../src/store/request-store.ts';
import { openTeam } from './bench-team.ts';
import { countWork } from './counted-work.ts';
import { type LimitedSlack, type Losses, limitSlack } from './limited-slack.ts';
import { type MovedClock, startMovedClock } from './moved-clock.ts';
import { seededHex, seededRandom } from './numbers.ts';
import { parsedRun } from './parsed-run.ts';

/** A visible change of a request. */
export interface Step {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly event: RequestEvent;
  /** The run's status. Absent: unchanged. */
  readonly status?: string;
  readonly milestones: readonly Milestone[];
  readonly change?: RequestChange;
}

/** Everything between the record and Slack, on a moved clock and a real database. */
export interface Sending {
  readonly clock: MovedClock;
  readonly random: () => number;
  readonly randomHex: (bytes: number) => string;
  readonly requests: RequestStore;
  readonly slack: LimitedSlack;
  /** Adds a request and moves it step by step, each at its time. */
  walk(asked: ActionRequest, steps: readonly Step[]): Promise<void>;
  stop(): Promise<void>;
}

export function openSending(
  database: Database,
  { seed, loses, replicas = 1 }: { readonly seed: number; readonly loses: Losses; readonly replicas?: number },
): Sending {
  const work = countWork();
  const clock = startMovedClock(work.settle);
  const random = seededRandom(seed);
  const randomHex = seededHex(random);
  const { kysely } = database;
  const outboxes = Array.from({ length: replicas }, () => createOutbox({ kysely, clock, randomHex }));
  const queue = { put: async () => true, wake: () => undefined };
  const records = outboxes.map((outbox) =>
    work.counted(createRequestStore({ kysely, clock, randomHex, queue, outboxChanged: outbox.changed })),
  );
  const [requests] = records;
  if (requests === undefined) throw new Error('There is no replica.');
  const slack = limitSlack(clock, random, loses);
  const ending = new AbortController();
  const sending = outboxes.map((outbox) =>
    sendOutbox(
      {
        outbox: work.counted(outbox),
        ...{ api: slack.api, team: openTeam, clock, log: pino({ level: 'silent' }) },
        refusals: { unknown: () => undefined },
        addressOf: () => 'https://app.terraform.io',
        onFirstMessage: async () => undefined,
        onUnwritable: async () => undefined,
      },
      ending.signal,
    ),
  );
  return {
    ...{ clock, random, randomHex, requests, slack },
    walk: (asked, steps) => walk({ clock, requests }, asked, steps),
    async stop() {
      ending.abort();
      await clock.moveTo(clock.now() + 60_000);
      await Promise.all(sending);
    },
  };
}

async function walk(
  { clock, requests }: { readonly clock: MovedClock; readonly requests: RequestStore },
  asked: ActionRequest,
  steps: readonly Step[],
): Promise<void> {
  const audit = { kind: 'bench.moved', request: asked.id, actor: 'bot', facts: {} } as const;
  await requests.add(asked, audit, []);
  for (const step of steps) clock.setTimeout(() => void take(step), step.at - clock.now());
  async function take({ event, status, milestones, change: more = {} }: Step): Promise<void> {
    const request = await requests.find(asked.id);
    if (request === undefined) return;
    const at = new Date(clock.now());
    const runId = `run-${asked.id}`;
    const change = status === undefined ? more : { ...more, runId, run: parsedRun(runId, status), runReadAt: at };
    await requests.move(request, { event, change, audit, milestones });
  }
}
