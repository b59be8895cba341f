import type { ApprovalLine, Entry } from './entry.ts';
import type { FreezeOfEntry } from './explain-freeze.ts';
import type { ChannelId, CountsThrough, PeopleList, PersonId } from './person.ts';
import type { Refusal } from './refusal.ts';

/** Whether a person is in a list: through what, not at all, or unknown, because a user group could not be read. */
export type StandsIn = { readonly through: CountsThrough } | 'not' | 'unknown';

export interface ExplainedList {
  /** The level of the allowlist that has the list. */
  readonly level: string;
  readonly list: PeopleList;
  readonly stands: StandsIn;
}

export interface ExplainedLine {
  readonly level: string;
  readonly line: ApprovalLine;
  /** The people who could fill it, as far as known. Groups that could not be read are in the line itself. */
  readonly people: readonly PersonId[];
  readonly isWhole: boolean;
}

/** Why a person may or may not request an entry, and what would follow. */
export interface Explanation {
  readonly entry: Entry;
  readonly person: PersonId;
  readonly answer: 'allowed' | 'refused' | 'unknown';
  /** Every refusal, in the order in which a request would meet them. */
  readonly refusals: readonly Refusal[];
  /** Refusals for everybody except this person, who may break the glass. */
  readonly onlyGlass: readonly Refusal[];
  readonly requesters: readonly ExplainedList[];
  readonly channels: readonly { readonly level: string; readonly channels: readonly ChannelId[] }[];
  readonly required: readonly ExplainedLine[];
  /** Whether there are enough approvers. `undefined` if that depends on user groups that could not be read. */
  readonly canBeApproved: boolean | undefined;
  /** Whether this person may approve other people's requests. */
  readonly approves: StandsIn;
  readonly breaksGlass: StandsIn;
  /** Whether this person may freeze the environment from chat. */
  readonly freezes: StandsIn;
  readonly freeze: FreezeOfEntry | undefined;
}
