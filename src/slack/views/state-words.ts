import type { RequestState } from '../../domain/lifecycle.ts';

/** The word for each state. *Succeeded* means the verdict of the action, never the run. */
export const STATE_WORDS: Readonly<Record<RequestState, string>> = {
  unconfirmed: 'Unconfirmed',
  awaiting_approval: 'Awaiting approval',
  approved: 'Approved',
  creating: 'Creating',
  running: 'Running',
  succeeded: 'Succeeded',
  failed: 'Failed',
  not_invoked: 'Not invoked',
  discarded: 'Discarded',
  canceled: 'Canceled',
  denied: 'Denied',
  withdrawn: 'Withdrawn',
  expired: 'Expired',
  voided: 'Voided',
  unresolved: 'Unresolved',
};

/** The emoji beside each state's word. */
export const STATE_SIGNS: Readonly<Record<RequestState, string>> = {
  unconfirmed: ':speech_balloon:',
  awaiting_approval: ':hourglass_flowing_sand:',
  approved: ':thumbsup:',
  creating: ':gear:',
  running: ':gear:',
  succeeded: ':white_check_mark:',
  failed: ':x:',
  not_invoked: ':heavy_minus_sign:',
  discarded: ':wastebasket:',
  canceled: ':octagonal_sign:',
  denied: ':no_entry:',
  withdrawn: ':leftwards_arrow_with_hook:',
  expired: ':hourglass:',
  voided: ':no_entry_sign:',
  unresolved: ':grey_question:',
};
