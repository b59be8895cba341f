import { sql } from 'kysely';
import type { SeenMessage } from '../../src/sandbox/slack/seen-message.ts';
import { verifyAudit } from '../../src/store/audit-log.ts';
import { findUnwatched } from '../../src/store/unwatched-requests.ts';
import { CHANNEL } from '../team.ts';
import { type Action, WORKSPACES } from './acme.ts';
import { type History, Violation } from './history.ts';
import type { World } from './world.ts';

export interface Request {
  readonly id: string;
  readonly state: string;
  readonly action: Action;
  readonly environment: string;
  readonly requester: string;
  readonly token: string | null;
  readonly messageTs: string | null;
  readonly startedAt: Date | null;
}

/** In the order in which a request goes through them. Approved and creating may follow each other. */
const WORDS: Readonly<Record<string, readonly [word: RegExp, rank: number]>> = {
  awaiting_approval: [/Awaiting approval/, 1],
  approved: [/Approved/, 2],
  creating: [/Creating/, 2],
  running: [/Running/, 3],
  succeeded: [/Succeeded/, 4],
  failed: [/Failed/, 4],
  not_invoked: [/Not invoked/, 4],
  discarded: [/Discarded/, 4],
  canceled: [/Canceled/, 4],
  denied: [/Denied/, 4],
  withdrawn: [/Withdrawn/, 4],
  expired: [/Expired/, 4],
  voided: [/Voided/, 4],
  unresolved: [/Unresolved/, 4],
};
/** One that nobody confirmed waits for its requester, and its expiry is watched. */
const OPEN = ['awaiting_approval', 'approved', 'creating', 'running'];
const OVER = ['applied', 'planned_and_finished', 'discarded', 'errored', 'canceled', 'force_canceled'];

/** Every limit of time of the allowlist, one after the other, and what a service's outage adds (milliseconds). */
const SETTLED_WITHIN = 20 * 60_000;
/** The last look for a run that nobody knew of is an hour after the request. */
const ORPHANS_WITHIN = 70 * 60_000;
/** What a call that got no answer does may still happen later (milliseconds). */
const STILL_ARRIVES = 40_000;
const LOOK_EVERY = 5_000;

export async function readRequests({ kysely }: World): Promise<readonly Request[]> {
  const columns = ['id', 'state', 'action', 'environment', 'requester', 'token', 'messageTs', 'startedAt'] as const;
  return (await kysely.selectFrom('requests').select(columns).execute()) as unknown as readonly Request[];
}

/** Nothing goes wrong any more: everything comes to rest in time, and everybody sees how it ended. */
export async function checkRest(history: History): Promise<void> {
  const { world } = history;
  let why = '';
  const began = world.time.now();
  const rests = async (): Promise<boolean> => {
    why = (await whatIsLeft(history)) ?? '';
    return why === '';
  };
  for (let isEarly = true; ; ) {
    await world.time.passes(LOOK_EVERY);
    if (await rests()) {
      if (!isEarly) break;
      isEarly = false;
      await world.time.passes(STILL_ARRIVES);
      continue;
    }
    const limit = why.startsWith('run') ? ORPHANS_WITHIN : SETTLED_WITHIN;
    if (world.time.now() - began > limit) throw new Violation(`${limit / 60_000} minutes after all faults: ${why}`);
  }
  const { checkSafety } = await import('./safety.ts');
  await checkSafety(history);
  const reading = await verifyAudit(world.kysely);
  if (!reading.intact) throw new Violation(`The record: ${JSON.stringify(reading)}`);
  for (const request of history.requests) checkSent(history, request);
  if (!history.isDisturbed) for (const request of history.requests) checkShown(history, request);
}

async function whatIsLeft(history: History): Promise<string | undefined> {
  const { world } = history;
  history.requests = await readRequests(world);
  const open = history.requests.find(({ state }) => OPEN.includes(state));
  if (open !== undefined) return `request ${open.id} is ${open.state}`;
  const { rows } = await sql<{ readonly kind: string; readonly request_id: string }>`
    select kind, request_id from outbox`.execute(world.kysely);
  if (rows[0] !== undefined) return `the outbox has ${rows.length}, a ${rows[0].kind} of ${rows[0].request_id} first`;
  const unwatched = await findUnwatched(world.kysely, new Date(world.time.now()));
  if (unwatched.length > 0) return `nobody would look at ${JSON.stringify(unwatched)}`;
  const runs = WORKSPACES.flatMap((name) => world.terraform.runs(name));
  const left = runs.find(({ status }) => !OVER.includes(status));
  return left === undefined ? undefined : `run ${left.id} is ${left.status}: ${left.message}`;
}

/** What was decided is carried out, unless the process that decided it was cut off. */
function checkSent({ world, wasCutOff }: History, { id, state, token }: Request): void {
  if (state !== 'unresolved' || wasCutOff) return;
  const sent = world.terraform.calls.some(
    ({ method, path, body }) =>
      method === 'POST' && path.endsWith('/runs') && JSON.stringify(body).includes(String(token)),
  );
  if (!sent) throw new Violation(`request ${id} is unresolved, and nobody asked HCP Terraform for its run.`);
}

/** The message says the state, never went back, and the thread says it last. */
function checkShown({ world, mayArriveLate }: History, request: Request): void {
  const { id, state, messageTs, startedAt } = request;
  if (startedAt === null) return;
  if (messageTs === null) throw new Violation(`request ${id} is ${state}, and has no message.`);
  const { slack } = world;
  const message = slack.message(CHANNEL, messageTs);
  if (message === undefined) throw new Violation(`request ${id} is ${state}, and its message is gone.`);
  const first = (seen: Pick<SeenMessage, 'text' | 'blocks'>): string => slack.readAloud(seen).split('\n')[0] ?? '';
  const [word, rank] = WORDS[state] ?? [/^$/, 0];
  if (!word.test(first(message)))
    throw new Violation(`request ${id} is ${state}, and its message says: ${first(message)}`);
  const ranks = [...message.earlier, message].map((seen) => rankOf(first(seen)));
  const back = ranks.findIndex((one, index) => one < (ranks[index - 1] ?? 0));
  if (back > 0 && !mayArriveLate)
    throw new Violation(`request ${id}: its message went back to ${first(message.earlier[back] ?? message)}`);
  const last = slack
    .thread(CHANNEL, messageTs)
    .slice(1)
    .map((reply) => slack.readAloud(reply));
  if (rank === 4 && !last.some((reply) => word.test(reply)))
    throw new Violation(`request ${id} is ${state}, and its thread says: ${last.join(' / ').slice(0, 500)}`);
}

const rankOf = (line: string): number => Object.values(WORDS).find(([word]) => word.test(line))?.[1] ?? 0;
