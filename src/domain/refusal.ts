import { type Sentence, sentenceOf, type Words } from './sentence.ts';

export type RefusalCode =
  | 'unknown_command'
  | 'unknown_action'
  | 'unknown_environment'
  | 'environment_missing'
  | 'bad_parameter'
  | 'not_a_member'
  | 'not_a_requester'
  | 'wrong_channel'
  | 'shared_channel'
  | 'channel_not_writable'
  | 'not_in_direct_message'
  | 'workspace_not_found'
  | 'workspace_unusable'
  | 'not_your_request'
  | 'own_request'
  | 'not_an_approver'
  | 'already_decided'
  | 'frozen'
  | 'not_frozen'
  | 'frozen_longer'
  | 'not_an_operator'
  | 'not_for_break_glass'
  | 'reason_missing'
  | 'nothing_to_review'
  | 'own_review'
  | 'preview_not_known'
  | 'request_moved_on'
  | 'request_voided'
  | 'request_gone'
  | 'swapped_button'
  | 'cooldown'
  | 'max_open'
  | 'too_many_open'
  | 'too_many_commands'
  | 'too_many_presses'
  | 'command_too_long'
  | 'nobody_can_approve'
  | 'too_long_to_show'
  | 'unknown_word';

/** An expected no: the rule that refused, a sentence for the person, and what they can do next. */
export class Refusal {
  readonly code: RefusalCode;
  readonly sentence: Sentence;
  /** Empty if there is nothing to do. */
  readonly hint: Sentence;

  /** A bare string is shown as foreign text. Only a `sentence` mentions people, groups, channels and times. */
  constructor(code: RefusalCode, sentence: Words, hint: Words) {
    this.code = code;
    this.sentence = sentenceOf(sentence);
    this.hint = hint === '' ? [] : sentenceOf(hint);
  }
}
