import type { Freeze } from './freeze.ts';
import { isSettled, type SettledState } from './lifecycle.ts';
import type { PersonId } from './person.ts';
import { awaitsPreview } from './preview.ts';
import type { ActionRequest, Away, Blocked, Ending, EndSent, WaitingForPerson } from './request.ts';
import { isPlanned } from './run.ts';
import { queueOf } from './run-queue.ts';
import { isFinal, phaseOf } from './run-status.ts';
import { isBeingConfirmed } from './time-limit.ts';

/** The step that a request cannot take yet. */
type Before = 'approvals' | 'run';

/** The next thing that its run has to become, and until when; no limit once it is confirmed. */
interface StartLimit {
  readonly goal: 'planned' | 'confirmed';
  readonly until: Date | undefined;
}

/** The person or bot that confirmed the run, and how far HCP Terraform is with applying it. */
interface Confirmed {
  readonly by: PersonId | 'bot' | 'hcp_terraform';
  readonly stage: 'waiting_to_apply' | 'applying' | 'run_tasks';
}

/**
 * Where a request really stands. A state says less: `running` alone covers twelve of these. Derived from the request and
 * nowhere else, so that messages, deadlines and reminders cannot disagree.
 */
export type Situation =
  | { readonly kind: 'unconfirmed' }
  | ({
      readonly kind: 'waiting_for_preview';
      readonly before: Before;
      readonly freeze: Freeze | undefined;
    } & StartLimit)
  | ({ readonly kind: 'held_by_freeze'; readonly before: Before; readonly freeze: Freeze } & StartLimit)
  | { readonly kind: 'waiting_for_approvals' }
  | ({ readonly kind: 'about_to_be_created' } & StartLimit)
  | { readonly kind: 'being_created' }
  /** HCP Terraform did not answer the call that creates the run. */
  | { readonly kind: 'looking_for_run' }
  /** It ends as soon as its run is known. */
  | { readonly kind: 'ending_unknown_run'; readonly ending: Ending }
  /** Another run, a lock or a busy workspace is in the way. */
  | ({
      readonly kind: 'blocked';
      readonly by: Exclude<Blocked['by'], 'queue'>;
      readonly blocked: Blocked;
    } & StartLimit)
  /** Nothing works on the run; with `confirmedBy` it waits to be applied. */
  | ({
      readonly kind: 'queued';
      readonly blocked: Blocked;
      readonly confirmedBy: Confirmed['by'] | undefined;
    } & StartLimit)
  | ({ readonly kind: 'planning' } & StartLimit)
  | {
      readonly kind: 'waiting_for_person';
      readonly because: Exclude<WaitingForPerson['because'], 'hcp_terraform'>;
      /** The HTTP status that every call to confirm was answered with. */
      readonly answered: number | undefined;
      readonly until: Date | undefined;
    }
  | { readonly kind: 'waiting_in_hcp_terraform'; readonly status: string | undefined; readonly until: Date | undefined }
  /** It was decided to confirm the run, and HCP Terraform does not show that yet. */
  | { readonly kind: 'being_confirmed'; readonly by: Confirmed['by']; readonly until: Date | undefined }
  | ({ readonly kind: 'applying' } & Confirmed)
  | { readonly kind: 'being_ended'; readonly ending: Ending; readonly sent: EndSent | undefined }
  /** Somebody had the run applied before it could be ended. */
  | ({ readonly kind: 'ended_too_late'; readonly ending: Ending } & Confirmed)
  /** `isUnknown`: HCP Terraform was asked how the action ended, and did not say yet. */
  | { readonly kind: 'run_is_over'; readonly isUnknown: boolean }
  | { readonly kind: 'settled'; readonly state: SettledState };

export type SituationOf<Kind extends Situation['kind']> = Extract<Situation, { readonly kind: Kind }>;

export function situationOf(request: ActionRequest): Situation {
  const { state } = request;
  if (isSettled(state)) return { kind: 'settled', state };
  switch (state) {
    case 'unconfirmed':
      return { kind: 'unconfirmed' };
    case 'awaiting_approval':
      return waitsBefore('approvals', request) ?? { kind: 'waiting_for_approvals' };
    case 'approved':
      return waitsBefore('run', request) ?? whatBlocks(request) ?? { kind: 'about_to_be_created', ...limitOf(request) };
    case 'creating':
      return whileCreating(request);
    case 'running':
      return ofRun(request);
  }
}

function waitsBefore(before: Before, request: ActionRequest): Situation | undefined {
  const { heldBy: freeze } = request;
  if (awaitsPreview(request)) return { kind: 'waiting_for_preview', before, freeze, ...limitOf(request) };
  return freeze === undefined ? undefined : { kind: 'held_by_freeze', before, freeze, ...limitOf(request) };
}

function whileCreating({ ending, looksDone }: ActionRequest): Situation {
  if (ending !== undefined) return { kind: 'ending_unknown_run', ending };
  return { kind: looksDone === undefined ? 'being_created' : 'looking_for_run' };
}

function ofRun(request: ActionRequest): Situation {
  const { deadline: until, ending, endSent, run, verdictAsked, waiting } = request;
  const phase = phaseOf(run?.status ?? 'pending');
  if (ending !== undefined) {
    // Only a cancel ends what applies.
    const isTooLate = ending.state !== 'canceled' && phase === 'applying';
    return isTooLate
      ? { kind: 'ended_too_late', ending, ...confirmedOf(request) }
      : { kind: 'being_ended', ending, sent: endSent };
  }
  if (waiting?.because === 'hcp_terraform') return { kind: 'waiting_in_hcp_terraform', status: waiting.status, until };
  if (isBeingConfirmed(request)) return { kind: 'being_confirmed', by: confirmedByOf(request) ?? 'bot', until };
  if (waiting !== undefined) {
    return { kind: 'waiting_for_person', because: waiting.because, answered: waiting.answered, until };
  }
  const blocked = whatBlocks(request);
  if (blocked !== undefined) return blocked;
  if (verdictAsked !== undefined || isFinal(phase)) {
    return { kind: 'run_is_over', isUnknown: verdictAsked !== undefined };
  }
  return phase === 'applying'
    ? { kind: 'applying', ...confirmedOf(request) }
    : { kind: 'planning', ...limitOf(request) };
}

function whatBlocks(request: ActionRequest): Situation | undefined {
  const { blocked } = request;
  if (blocked === undefined) return undefined;
  return blocked.by === 'queue'
    ? { kind: 'queued', blocked, confirmedBy: confirmedByOf(request), ...limitOf(request) }
    : { kind: 'blocked', by: blocked.by, blocked, ...limitOf(request) };
}

const limitOf = ({ confirmedAt, deadline, run }: ActionRequest): StartLimit => ({
  goal: run !== undefined && isPlanned(run) ? 'confirmed' : 'planned',
  until: confirmedAt === undefined ? deadline : undefined,
});

const confirmedByOf = ({ confirmedBy, run }: ActionRequest): Confirmed['by'] | undefined =>
  confirmedBy ?? (queueOf(run?.status ?? '') === 'worker_to_apply' ? 'hcp_terraform' : undefined);

function confirmedOf(request: ActionRequest): Confirmed {
  const status = request.run?.status ?? '';
  const after = status.startsWith('post_apply_') ? 'run_tasks' : 'waiting_to_apply';
  return {
    by: confirmedByOf(request) ?? 'hcp_terraform',
    stage: status === 'applying' ? 'applying' : after,
  };
}

/** The service that an open request cannot go on without at this moment, whatever its situation. */
export const awayOf = ({ away, state }: ActionRequest): Away | undefined => (isSettled(state) ? undefined : away);

/** Whether the run's plan is behind us by what happened since, also where HCP Terraform keeps no time of it. */
export function isPastPlan({ confirmedAt, run, waiting }: ActionRequest): boolean {
  if (run === undefined) return false;
  const phase = phaseOf(run.status);
  const isWaitedFor = waiting !== undefined && waiting.because !== 'hcp_terraform';
  return !isFinal(phase) && (isWaitedFor || confirmedAt !== undefined || phase === 'applying');
}
