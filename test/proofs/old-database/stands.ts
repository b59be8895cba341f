import type { PEOPLE } from '../../conversation.ts';

/** A click on a button as the release before drew it, and what is filled into the form that it opens. */
interface OldClick {
  readonly person: keyof typeof PEOPLE;
  readonly button: string;
  readonly form?: Readonly<Record<string, string>>;
  /** What only that person sees afterwards, where the request has no message. */
  readonly told?: RegExp;
}

/** How the request of one recorded place goes on. */
export interface GoesOn {
  readonly click?: OldClick;
  /** Somebody ends the freeze, and the lock is taken off. */
  readonly unfreezes?: true;
  readonly unlocks?: true;
  /** Buttons of the message that is drawn now, pressed as soon as they are there. */
  readonly pressed?: readonly (readonly [person: keyof typeof PEOPLE, button: string])[];
  /** What the message says in the end; absent where there is none. */
  readonly ended?: RegExp;
  /** Where the request stands in the end. */
  readonly state: string;
}

const APPROVES = ['ben', 'Approve'] as const;
const succeeds = { ended: /Succeeded/, state: 'succeeded' } as const;
const discarded = { ended: /Discarded/, state: 'discarded' } as const;
const withdrawn = { ended: /Withdrawn/, state: 'withdrawn' } as const;
const expires = { ended: /Expired/, state: 'expired' } as const;
const unresolved = { ended: /Unresolved/, state: 'unresolved' } as const;

/** By what the recording says of each open request, and of what is settled but owes something. */
export const GOES_ON: Readonly<Record<string, GoesOn>> = {
  unconfirmed: { click: { person: 'ana', button: 'Run it' }, ...succeeds },
  'unconfirmed, to be canceled': { click: { person: 'dia', button: 'Cancel', told: /[Cc]ancel/ }, state: 'withdrawn' },
  'unconfirmed, to expire': { state: 'expired' },
  awaiting_approval: { click: { person: 'ben', button: 'Approve' }, ...succeeds },
  'awaiting_approval, to be denied': {
    click: { person: 'ben', button: 'Deny', form: { reason: 'Not before the release' } },
    ended: /Denied.*Not before the release/s,
    state: 'denied',
  },
  'awaiting_approval, to be withdrawn': { click: { person: 'ana', button: 'Withdraw' }, ...withdrawn },
  'awaiting_approval, glass to be broken': {
    click: { person: 'ana', button: 'Break glass', form: { reason: 'Orders fail' } },
    ended: /Succeeded.*Orders fail/s,
    state: 'succeeded',
  },
  'awaiting_approval, to expire': expires,
  'awaiting_approval, one of two': { click: { person: 'cem', button: 'Approve' }, ...succeeds },
  'awaiting_approval, frozen': { unfreezes: true, pressed: [APPROVES], ...succeeds },
  'awaiting_approval, previewed': { click: { person: 'ben', button: 'Approve' }, ...succeeds },
  'awaiting_approval, preview planning': { pressed: [APPROVES], ...succeeds },
  'awaiting_approval, no answer about the preview': { pressed: [APPROVES], ...succeeds },
  'awaiting_approval, preview postponed': { pressed: [APPROVES], ...succeeds },
  'approved, frozen': { unfreezes: true, ...succeeds },
  'approved, postponed': succeeds,
  'creating, its run made': succeeds,
  'creating, no run made': unresolved,
  'creating, no answer, to be withdrawn': { click: { person: 'cem', button: 'Withdraw' }, ...withdrawn },
  'running, locked': { click: { person: 'ana', button: 'Wait' }, unlocks: true, ...succeeds },
  'running, locked, to be withdrawn': { click: { person: 'ana', button: 'Withdraw' }, ...withdrawn },
  'running, planning': { click: { person: 'ana', button: 'Cancel run' }, ended: /Canceled/, state: 'canceled' },
  'running, planned, to be confirmed': { click: { person: 'ana', button: 'Confirm and apply' }, ...succeeds },
  'running, planned, to be discarded': { click: { person: 'ana', button: 'Discard' }, ...discarded },
  'running, planned, to expire': expires,
  'running, held in HCP Terraform': { click: { person: 'ana', button: 'Discard' }, ...discarded },
  'running, applying': succeeds,
  'running, rehearsing': { ended: /[Rr]ehearse/, state: 'not_invoked' },
  'running, withdrawn, no answer': withdrawn,
  'running, discarded, no answer': discarded,
  'running, confirmed, no answer': succeeds,
  'running, applied, no verdict yet': unresolved,
  'denied, nobody told': { ended: /Denied/, state: 'denied' },
  'review open': {
    click: { person: 'ben', button: 'Close review' },
    ended: /WITHOUT ONE APPROVAL.*Review closed by @Ben/s,
    state: 'failed',
  },
};
