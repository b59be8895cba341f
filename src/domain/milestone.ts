import type { Freeze } from './freeze.ts';
import type { EndingReason } from './outcome.ts';
import type { PersonId } from './person.ts';

/** A reply in the thread of a request message. Each is posted once, in order. */
export type Milestone =
  | { readonly kind: 'approved_by'; readonly person: PersonId; readonly waitingForMore: boolean }
  | { readonly kind: 'previewed'; readonly runId: string; readonly invocations: number | undefined }
  | { readonly kind: 'run_created'; readonly runId: string; readonly found: boolean }
  | { readonly kind: 'creation_unknown' }
  | { readonly kind: 'planned'; readonly invocations: number | undefined }
  /** `because`: why it differs from what the allowlist says. `person`: whose confirmation was not sent. */
  | {
      readonly kind: 'waiting_for_person';
      readonly because?: 'token_cannot_apply' | 'confirm_refused';
      readonly person?: PersonId;
    }
  | {
      readonly kind: 'waiting_in_hcp_terraform';
      readonly status: string;
      /** How Slack can end it. `undefined` if HCP Terraform allows neither. */
      readonly endBy: 'discard' | 'cancel' | undefined;
    }
  | { readonly kind: 'applying'; readonly by: PersonId | 'bot' | 'hcp_terraform' }
  /** `because` is for the previous release, which stored this milestone without `why`. */
  | { readonly kind: 'ending'; readonly because: string; readonly why?: EndingReason }
  | { readonly kind: 'held'; readonly freeze: Freeze }
  | { readonly kind: 'connection_gone' }
  | { readonly kind: 'glass_broken' }
  | { readonly kind: 'reminder'; readonly until: Date }
  | { readonly kind: 'orphan_discarded'; readonly runId: string }
  /**
   * Not in the thread: outsiders can read the channel now, so its message is redrawn one last time to say that the
   * request moved.
   */
  | { readonly kind: 'left_channel' }
  /** Not in the thread: a direct message with the buttons to somebody who can act. */
  | { readonly kind: 'asked_directly'; readonly person: PersonId }
  /** Not in the thread: a message in the channel of the command that says where the request message is. */
  | { readonly kind: 'posted_elsewhere' }
  | { readonly kind: 'settled' };
