import { after, HOUR, MINUTE } from './duration.ts';
import type { Entry } from './entry.ts';
import type { RequestState } from './lifecycle.ts';
import { awaitsPreview, type Preview } from './preview.ts';
import type { ActionRequest } from './request.ts';
import type { KeptRun } from './run.ts';
import { isRunLimited } from './time-limit.ts';

/** The names of due work. They are stored, so none is ever renamed. */
export type Work =
  | 'create_run'
  | 'find_run'
  | 'expire_request'
  | 'remind_request'
  | 'hold_frozen'
  | 'follow_run'
  | 'discard_orphans'
  | 'create_preview'
  | 'find_preview'
  | 'end_preview';

/** Work that must be queued while a request is in its state, so that it continues after any crash. */
export interface OwedWork {
  readonly work: Work;
  /** The latest acceptable time. Flows usually queue the same work earlier. A past time means now. */
  readonly at: Date;
  /** For work that counts its searches: the next one. */
  readonly attempt?: number;
}

/** The fields that decide which work a request owes. The sweep reads only these. */
export type OwingRequest = Pick<
  ActionRequest,
  | 'state'
  | 'askedAt'
  | 'startedAt'
  | 'approvedAt'
  | 'deadline'
  | 'remindAt'
  | 'createNotBefore'
  | 'creatingSince'
  | 'looksDone'
  | 'runId'
  | 'preview'
  | 'heldBy'
  | 'brokenGlass'
  | 'confirmedAt'
  | 'waiting'
  | 'ending'
  | 'settledAt'
> & {
  readonly asked: { readonly entry: Pick<Entry, 'preview'> };
  readonly run?: Pick<KeptRun, 'status' | 'timestamps' | 'apply'>;
};

/**
 * The time allowed for creating a run: the call is sent once decided and times out after 20 s, and the rest is for a
 * slow commit. A search in that time may find the run, but finding none proves nothing (milliseconds).
 */
export const ANSWERED_WITHIN = 30_000;

/** When to search for a run whose creation got no answer, counted from when that was known (milliseconds). */
export const LOOKS = [2_000, 10_000, 30_000, 90_000] as const;

/**
 * When to search for the late run of a request that was given up, counted from then (milliseconds). Such a run is
 * discarded.
 */
export const LATE_LOOKS = [5 * MINUTE, 15 * MINUTE, HOUR] as const;

/**
 * Flows create a run within seconds of being allowed to. If that work was lost, it is done after this delay
 * (milliseconds).
 */
const BEGIN_WITHIN = 10_000;

/**
 * When to discard a second run of the request, which reaches the front of the queue once the first is over
 * (milliseconds).
 */
const ORPHANS_AFTER = 5_000;
/** When to search for it again, if the creation got no answer (milliseconds). */
const ORPHANS_AGAIN_AFTER = 60_000;

type Duty = (request: OwingRequest) => readonly OwedWork[];

/** The deadline. There is none once the request is being ended or its run is confirmed. */
const limit: Duty = (request) => {
  const { deadline, ending, remindAt, state } = request;
  if (ending !== undefined || (state === 'running' && !isRunLimited(request))) return [];
  // A run that holds its workspace's queue without a deadline gets one at once.
  if (deadline === undefined) return state === 'running' ? [{ work: 'expire_request', at: request.askedAt }] : [];
  const reminder = remindAt === undefined ? [] : [{ work: 'remind_request', at: remindAt } as const];
  return [{ work: 'expire_request', at: deadline }, ...(state === 'unconfirmed' ? [] : reminder)];
};

const isHeld = ({ heldBy, brokenGlass }: OwingRequest): boolean => heldBy !== undefined && brokenGlass === undefined;

const freeze: Duty = (request) =>
  request.heldBy !== undefined && isHeld(request) ? [{ work: 'hold_frozen', at: request.heldBy.until }] : [];

/** The work of each preview stage. `planning` is polled by the watcher. */
const PREVIEW: Readonly<Record<Preview['stage'], (request: OwingRequest, preview: Preview) => readonly OwedWork[]>> = {
  due: ({ startedAt, askedAt }, { createNotBefore }) => [
    { work: 'create_preview', at: createNotBefore ?? after(startedAt ?? askedAt, BEGIN_WITHIN) },
  ],
  creating: ({ askedAt }, { creatingSince, looksDone = 0 }) => [
    { work: 'find_preview', at: after(creatingSince ?? askedAt, ANSWERED_WITHIN), attempt: looksDone },
  ],
  planning: () => [],
  passed: () => [],
  failed: () => [],
};

const preview: Duty = (request) =>
  request.preview === undefined ? [] : PREVIEW[request.preview.stage](request, request.preview);

/** An approved request waits for its run, after a preview or a freeze. */
const creation: Duty = (request) => {
  if (awaitsPreview(request) || isHeld(request)) return [];
  const { createNotBefore, approvedAt, askedAt } = request;
  const at = after(approvedAt ?? askedAt, BEGIN_WITHIN);
  return [{ work: 'create_run', at: createNotBefore !== undefined && createNotBefore > at ? createNotBefore : at }];
};

/** The sender of the call may have crashed, so the run is searched for even if nobody reports a missing answer. */
const search: Duty = ({ creatingSince, askedAt, looksDone = 0 }) => [
  { work: 'find_run', at: after(creatingSince ?? askedAt, ANSWERED_WITHIN), attempt: looksDone },
];

/** After the request ended: runs that are no longer wanted. */
const leftovers: Duty = ({ runId, settledAt, askedAt, looksDone, preview }) => {
  const at = settledAt ?? askedAt;
  const isLeft = preview?.stage === 'creating' || preview?.stage === 'planning';
  const orphans = looksDone === undefined ? [ORPHANS_AFTER] : [ORPHANS_AFTER, ORPHANS_AGAIN_AFTER];
  return [
    ...(isLeft ? [{ work: 'end_preview', at } as const] : []),
    ...(runId === undefined ? [] : orphans.map((wait) => ({ work: 'discard_orphans', at: after(at, wait) }) as const)),
  ];
};

/** The run was never found and may appear late. */
const lateLooks: Duty = ({ runId, looksDone, settledAt }) =>
  runId === undefined && looksDone !== undefined && settledAt !== undefined
    ? [{ work: 'find_run', at: after(settledAt, LATE_LOOKS[0]), attempt: LOOKS.length }]
    : [];

interface Owed {
  readonly duties: readonly Duty[];
  /**
   * True if the watcher polls the run every few seconds. The watcher takes its runs from the store under a lease that
   * another replica can take over, so polling needs no work in the queue. Decisions without an answer (a confirmation,
   * a discard, a cancel, a verdict that was not there yet) are resumed by the next poll.
   */
  readonly isWatched: boolean;
}

const open = (...duties: Duty[]): Owed => ({ duties, isWatched: false });
const settled = open(leftovers);

/** The work that each state owes. Nothing else decides it. */
export const OWED = {
  unconfirmed: open(limit),
  awaiting_approval: open(limit, freeze, preview),
  approved: open(limit, freeze, preview, creation),
  creating: open(limit, search),
  running: { duties: [limit], isWatched: true },
  succeeded: settled,
  failed: settled,
  not_invoked: settled,
  discarded: settled,
  canceled: settled,
  denied: settled,
  withdrawn: settled,
  expired: settled,
  voided: settled,
  unresolved: open(leftovers, lateLooks),
} as const satisfies Record<RequestState, Owed>;

/** The work that must be queued for this request. */
export const owedWork = (request: OwingRequest): readonly OwedWork[] =>
  OWED[request.state].duties.flatMap((duty) => duty(request));

/** The work that a change adds and that the change does not queue itself. `before` is absent for a new request. */
export function newlyOwed(
  before: OwingRequest | undefined,
  now: Date,
  request: OwingRequest,
  put: readonly OwedWork[],
): readonly OwedWork[] {
  const earlier = before === undefined ? [] : owedWork(before);
  const isSame = (one: OwedWork, other: OwedWork): boolean =>
    one.work === other.work && one.at.getTime() === other.at.getTime();
  return owedWork(request).filter((owed) => {
    const latest = Math.max(owed.at.getTime(), now.getTime());
    const isPut = put.some(({ work, at }) => work === owed.work && at.getTime() <= latest);
    return !isPut && !earlier.some((one) => isSame(one, owed));
  });
}
