import type { ApprovalLine, Entry } from './entry.ts';
import type { FreezeOfEntry } from './explain-freeze.ts';
import type { ChannelId, CountsThrough, PeopleList, PersonId } from './person.ts';
import type { Refusal } from './refusal.ts';

/** Whether a person stands in a list: through what, not at all, or through a group that nobody could be asked about. */
export type StandsIn = { readonly through: CountsThrough } | 'not' | 'unknown';

export interface ExplainedList {
  /** Where in the file it is written. */
  readonly level: string;
  readonly list: PeopleList;
  readonly stands: StandsIn;
}

export interface ExplainedLine {
  readonly level: string;
  readonly line: ApprovalLine;
  /** Who could fill it, as far as people are known; groups that are not known are in the line itself. */
  readonly people: readonly PersonId[];
  readonly isWhole: boolean;
}

/** Why a person may or may not ask for an entry, and what would follow. */
export interface Explanation {
  readonly entry: Entry;
  readonly person: PersonId;
  readonly answer: 'allowed' | 'refused' | 'unknown';
  /** Every rule that says no, in the order in which asking meets them. */
  readonly refusals: readonly Refusal[];
  /** What says no to everybody but this person, who may break the glass. */
  readonly onlyGlass: readonly Refusal[];
  readonly requesters: readonly ExplainedList[];
  readonly channels: readonly { readonly level: string; readonly channels: readonly ChannelId[] }[];
  readonly required: readonly ExplainedLine[];
  /** Whether those who could approve are enough; `undefined` where user groups decide that and are not known. */
  readonly canBeApproved: boolean | undefined;
  /** Whether this person may approve requests of others. */
  readonly approves: StandsIn;
  readonly breaksGlass: StandsIn;
  /** Whether this person may freeze the environment from chat. */
  readonly freezes: StandsIn;
  readonly freeze: FreezeOfEntry | undefined;
}
