import type { AuditKind } from './audit.ts';
import type { DecisionKind } from './audit-kinds.ts';
import * as when from './button-rules.ts';
import {
  onlyTheRequester,
  type Presser,
  refuseApproving,
  refuseBreakingGlass,
  refuseCanceling,
  refuseConfirming,
  refuseDiscarding,
  refuseReviewing,
} from './press-rights.ts';
import type { Refusal } from './refusal.ts';
import type { ActionRequest } from './request.ts';

/** The `action_id` of each button. It stands in messages that were posted long ago, so none is ever renamed. */
export type ButtonId = DecisionKind | 'cancel_request';

/** The question that a click opens before it counts. `form` is the callback id of a modal and is never renamed. */
export type Asks =
  | { readonly kind: 'nothing' }
  /** Slack's own dialog, or a form where the dialog has no room. Red if it ends something. */
  | { readonly kind: 'again'; readonly form: string; readonly ends: boolean }
  /** A form for the reason. */
  | {
      readonly kind: 'why';
      readonly form: string;
      readonly title: string;
      readonly explain: string;
      readonly isOptional: boolean;
    };

interface ButtonRow {
  readonly label: string;
  /** Green or red; grey without. */
  readonly style?: 'primary' | 'danger';
  /** Who may press it, as docs/slack.md says it; `refuse` is the rule. */
  readonly who: string;
  readonly refuse: ((isRequester: boolean) => Refusal | undefined) | ((presser: Presser) => Refusal | undefined);
  /** Whether a press can do something now. */
  readonly works: (request: ActionRequest) => boolean;
  /** It would work, and is not shown all the same. */
  readonly isHidden?: (request: ActionRequest) => boolean;
  readonly asks: Asks;
  /** The kind of the audit record that a press leaves. */
  readonly audit: AuditKind;
}

const APPROVERS = 'approvers of the entry, but not for their own request unless `allow_requester` says so';

/** Every button, in the order in which they are drawn. */
export const BUTTONS = {
  run_it: {
    label: 'Run it',
    style: 'primary',
    who: 'the requester',
    refuse: onlyTheRequester('confirm this', 'Ask with `/tf-action`.'),
    works: when.isUnconfirmed,
    isHidden: when.needsBrokenGlass,
    asks: { kind: 'nothing' },
    audit: 'request.run_it',
  },
  approve: {
    label: 'Approve',
    style: 'primary',
    who: APPROVERS,
    refuse: refuseApproving,
    works: when.isAwaitingApproval,
    isHidden: when.isApprovalOnHold,
    asks: { kind: 'again', form: 'approve_request', ends: false },
    audit: 'request.approved',
  },
  deny: {
    label: 'Deny',
    style: 'danger',
    who: APPROVERS,
    refuse: refuseApproving,
    works: when.isAwaitingApproval,
    asks: {
      kind: 'why',
      form: 'deny_request',
      title: 'Deny this request?',
      explain: 'One denial ends the request.',
      isOptional: true,
    },
    audit: 'request.denied',
  },
  confirm: {
    label: 'Confirm and apply',
    style: 'primary',
    who: 'as for **Approve**; requesters if nobody has to approve; whoever broke the glass',
    refuse: refuseConfirming,
    works: when.canConfirm,
    asks: { kind: 'again', form: 'confirm_run', ends: false },
    audit: 'run.confirm_pressed',
  },
  discard: {
    label: 'Discard',
    style: 'danger',
    who: 'approvers; requesters if nobody has to approve',
    refuse: refuseDiscarding,
    works: when.canDiscard,
    asks: { kind: 'again', form: 'discard_run', ends: true },
    audit: 'run.discard_pressed',
  },
  cancel: {
    label: 'Cancel run',
    style: 'danger',
    who: 'the requester and approvers',
    refuse: refuseCanceling,
    works: when.canCancel,
    asks: { kind: 'again', form: 'cancel_run', ends: true },
    audit: 'run.cancel_pressed',
  },
  break_glass: {
    label: 'Break glass',
    style: 'danger',
    who: '`break_glass` of the environment',
    refuse: refuseBreakingGlass,
    works: when.canBreakGlass,
    isHidden: when.mayNobodyBreakGlass,
    asks: {
      kind: 'why',
      form: 'break_glass',
      title: 'Break glass?',
      explain:
        'It goes ahead without the missing approvals and through any freeze. The channel is told in capital letters. Somebody else has to review it afterwards.',
      isOptional: false,
    },
    audit: 'request.glass_broken',
  },
  close_review: {
    label: 'Close review',
    who: 'approvers, `break_glass` or `operators`, but neither the requester nor whoever broke the glass',
    refuse: refuseReviewing,
    works: when.isReviewOpen,
    asks: { kind: 'again', form: 'close_review', ends: true },
    audit: 'request.reviewed',
  },
  withdraw: {
    label: 'Withdraw',
    style: 'danger',
    who: 'the requester',
    refuse: onlyTheRequester('withdraw this', 'An approver can deny it.'),
    works: when.canWithdraw,
    asks: { kind: 'nothing' },
    audit: 'request.withdrawn',
  },
  wait: {
    label: 'More time',
    who: 'the requester',
    refuse: onlyTheRequester('give it more time', 'Ask them to press More time.'),
    works: when.canGetMoreTime,
    isHidden: when.needsNoMoreTime,
    asks: { kind: 'nothing' },
    audit: 'request.waits_longer',
  },
  cancel_request: {
    label: 'Cancel',
    who: 'the requester',
    refuse: onlyTheRequester('withdraw this', 'An approver can deny it.'),
    works: when.isUnconfirmed,
    asks: { kind: 'nothing' },
    audit: 'request.withdrawn',
  },
} as const satisfies Record<ButtonId, ButtonRow>;

export const BUTTON_IDS = Object.keys(BUTTONS) as readonly ButtonId[];

/** The buttons whose press opens this first. */
export type ButtonAsking<Kind extends Asks['kind']> = {
  [Id in ButtonId]: (typeof BUTTONS)[Id]['asks']['kind'] extends Kind ? Id : never;
}[ButtonId];

export const doesAsk = <Kind extends Asks['kind']>(kind: Kind, id: ButtonId): id is ButtonAsking<Kind> =>
  BUTTONS[id].asks.kind === kind;

export const buttonsAsking = <Kind extends Asks['kind']>(kind: Kind): readonly ButtonAsking<Kind>[] =>
  BUTTON_IDS.filter((id) => doesAsk(kind, id));

/** Whether a press of the button can do something now. Whether this person may press it is another question. */
export const works = (id: ButtonId, request: ActionRequest): boolean => BUTTONS[id].works(request);

/** Whether the button is shown. Whatever is shown works. */
export function isOffered(id: ButtonId, request: ActionRequest): boolean {
  const row: ButtonRow = BUTTONS[id];
  return row.works(request) && row.isHidden?.(request) !== true;
}

/** The button that ends a run which waits in HCP Terraform. */
export const endByOf = (request: ActionRequest): 'discard' | 'cancel' | undefined =>
  (['discard', 'cancel'] as const).find((id) => isOffered(id, request));
