export type RequestState = 'unconfirmed' | 'awaiting_approval' | 'approved' | 'creating' | 'running' | SettledState;

export type SettledState =
  | 'succeeded'
  | 'failed'
  | 'not_invoked'
  | 'discarded'
  | 'canceled'
  | 'denied'
  | 'withdrawn'
  | 'expired'
  | 'voided'
  | 'unresolved';

export type RequestEvent =
  | 'run_it_with_approvals'
  | 'run_it'
  | 'note'
  | 'approve'
  | 'approve_last'
  | 'break_glass'
  | 'close_review'
  | 'deny'
  | 'withdraw'
  | 'expire'
  | 'void'
  | 'create'
  | 'postpone'
  | 'refuse_creation'
  | 'run_known'
  | 'lose'
  | 'verdict_succeeded'
  | 'verdict_failed'
  | 'verdict_not_invoked'
  | 'verdict_unresolved'
  | 'run_failed'
  | 'run_discarded'
  | 'run_canceled';

/** Nothing moves a settled request, but broken glass can still be reviewed. */
const settledAs = <State extends SettledState>(state: State) => ({ close_review: state });

/**
 * The lifecycle of a request: only these transitions can happen. `note` records something without changing the state,
 * such as the first approval of two, the run's next status, or a Withdraw that waits for the run to be known.
 */
export const NEXT: Readonly<Record<RequestState, Readonly<Partial<Record<RequestEvent, RequestState>>>>> = {
  unconfirmed: {
    run_it_with_approvals: 'awaiting_approval',
    run_it: 'approved',
    break_glass: 'approved',
    withdraw: 'withdrawn',
    expire: 'expired',
    void: 'voided',
  },
  awaiting_approval: {
    note: 'awaiting_approval',
    approve: 'awaiting_approval',
    approve_last: 'approved',
    break_glass: 'approved',
    deny: 'denied',
    withdraw: 'withdrawn',
    expire: 'expired',
    void: 'voided',
  },
  approved: {
    note: 'approved',
    break_glass: 'approved',
    create: 'creating',
    withdraw: 'withdrawn',
    expire: 'expired',
    void: 'voided',
  },
  creating: {
    note: 'creating',
    run_known: 'running',
    refuse_creation: 'failed',
    postpone: 'approved',
    lose: 'unresolved',
    withdraw: 'withdrawn',
    expire: 'expired',
  },
  running: {
    note: 'running',
    withdraw: 'withdrawn',
    expire: 'expired',
    void: 'voided',
    verdict_succeeded: 'succeeded',
    verdict_failed: 'failed',
    verdict_not_invoked: 'not_invoked',
    verdict_unresolved: 'unresolved',
    run_failed: 'failed',
    run_discarded: 'discarded',
    run_canceled: 'canceled',
  },
  succeeded: settledAs('succeeded'),
  failed: settledAs('failed'),
  not_invoked: settledAs('not_invoked'),
  discarded: settledAs('discarded'),
  canceled: settledAs('canceled'),
  denied: settledAs('denied'),
  withdrawn: settledAs('withdrawn'),
  expired: settledAs('expired'),
  voided: settledAs('voided'),
  unresolved: settledAs('unresolved'),
};

/** True if no event can move the request to another state. */
export const isSettled = (state: RequestState): state is SettledState =>
  Object.values(NEXT[state]).every((next) => next === state);

/** The state after an event, or `undefined` if the event is not possible in this state. */
export const stateAfter = (state: RequestState, event: RequestEvent): RequestState | undefined => NEXT[state][event];
