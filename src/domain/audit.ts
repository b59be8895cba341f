import type { PersonId } from './person.ts';

/** What the record says happened; refusals are on it too. */
export interface AuditEntry {
  /** Such as `request.approved` or `run.created`. */
  readonly kind: string;
  readonly request?: string;
  /** The person who did it, or `bot`. */
  readonly actor: PersonId | 'bot';
  /** Ids, states, hashes and counts alone; no name, no free text, no parameter value. */
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
  /** Names, free text and parameter values: kept aside, and in the chain only as salted hashes. */
  readonly texts?: Readonly<Record<string, string>>;
}
