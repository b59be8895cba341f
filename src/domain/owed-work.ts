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

/** Work that has to be in the queue while a request stands where it does, so that it is looked at again whoever dies. */
export interface OwedWork {
  readonly work: Work;
  /** The latest time that will do. Flows usually put the same work earlier; a time that has passed means now. */
  readonly at: Date;
  /** For work that counts its looks: which look is next. */
  readonly attempt?: number;
}

/** What decides which work a request owes. The sweep reads no more than this. */
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
 * The call that creates a run is sent as soon as that is decided, and waits at most 20 s for its answer; the rest is for a
 * slow commit. A look in that time may find the run, but not finding it means nothing (milliseconds).
 */
export const ANSWERED_WITHIN = 30_000;

/** Looks for a run whose creation got no answer, counted from when that was known (milliseconds). */
export const LOOKS = [2_000, 10_000, 30_000, 90_000] as const;

/** Looks for the late run of a request that was given up, counted from then (milliseconds). Such a run is discarded. */
export const LATE_LOOKS = [5 * MINUTE, 15 * MINUTE, HOUR] as const;

/** Flows begin to create a few seconds after they may. If their work was lost, it is done after this (milliseconds). */
const BEGIN_WITHIN = 10_000;

/** A second run made together with ours reaches the front of the queue once ours is over (milliseconds). */
const ORPHANS_AFTER = 5_000;
/** And is looked for once more where the creation got no answer. */
const ORPHANS_AGAIN_AFTER = 60_000;

type Duty = (request: OwingRequest) => readonly OwedWork[];

/** A limit of time. An ending takes it away, and so does a run that was confirmed. */
const limit: Duty = (request) => {
  const { deadline, ending, remindAt, state } = request;
  if (ending !== undefined || (state === 'running' && !isRunLimited(request))) return [];
  // A run that holds its workspace's queue without a limit is given one at once.
  if (deadline === undefined) return state === 'running' ? [{ work: 'expire_request', at: request.askedAt }] : [];
  const reminder = remindAt === undefined ? [] : [{ work: 'remind_request', at: remindAt } as const];
  return [{ work: 'expire_request', at: deadline }, ...(state === 'unconfirmed' ? [] : reminder)];
};

const isHeld = ({ heldBy, brokenGlass }: OwingRequest): boolean => heldBy !== undefined && brokenGlass === undefined;

const freeze: Duty = (request) =>
  request.heldBy !== undefined && isHeld(request) ? [{ work: 'hold_frozen', at: request.heldBy.until }] : [];

/** What each stage of a preview owes. `planning` owes a reading, which is the watcher's. */
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

/** An approved request waits for its run to be created, unless a preview or a freeze comes first. */
const creation: Duty = (request) => {
  if (awaitsPreview(request) || isHeld(request)) return [];
  const { createNotBefore, approvedAt, askedAt } = request;
  const at = after(approvedAt ?? askedAt, BEGIN_WITHIN);
  return [{ work: 'create_run', at: createNotBefore !== undefined && createNotBefore > at ? createNotBefore : at }];
};

/** Whoever sent the call may be gone, so its run is looked for whether or not anybody says that there was no answer. */
const search: Duty = ({ creatingSince, askedAt, looksDone = 0 }) => [
  { work: 'find_run', at: after(creatingSince ?? askedAt, ANSWERED_WITHIN), attempt: looksDone },
];

/** Once the request has ended: runs that nobody wants any more. */
const leftovers: Duty = ({ runId, settledAt, askedAt, looksDone, preview }) => {
  const at = settledAt ?? askedAt;
  const isLeft = preview?.stage === 'creating' || preview?.stage === 'planning';
  const orphans = looksDone === undefined ? [ORPHANS_AFTER] : [ORPHANS_AFTER, ORPHANS_AGAIN_AFTER];
  return [
    ...(isLeft ? [{ work: 'end_preview', at } as const] : []),
    ...(runId === undefined ? [] : orphans.map((wait) => ({ work: 'discard_orphans', at: after(at, wait) }) as const)),
  ];
};

/** The run was never found, and may turn up late. */
const lateLooks: Duty = ({ runId, looksDone, settledAt }) =>
  runId === undefined && looksDone !== undefined && settledAt !== undefined
    ? [{ work: 'find_run', at: after(settledAt, LATE_LOOKS[0]), attempt: LOOKS.length }]
    : [];

interface Owed {
  readonly duties: readonly Duty[];
  /**
   * The watcher reads its run every few seconds. It takes what to read from the store and holds a lease, which another
   * replica takes over, so a reading needs no work in the queue. Whatever was decided and got no answer (a confirmation,
   * a discard, a cancel, a verdict that was not there yet) is taken up by the next reading.
   */
  readonly isWatched: boolean;
}

const open = (...duties: Duty[]): Owed => ({ duties, isWatched: false });
const settled = open(leftovers);

/** What each state owes. Nothing else decides it. */
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

/** The work that has to be in the queue for a request that stands so. */
export const owedWork = (request: OwingRequest): readonly OwedWork[] =>
  OWED[request.state].duties.flatMap((duty) => duty(request));

/**
 * The work that a change makes owed and that is not put with it anyway. `before` is absent for a request that is new.
 */
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
