import { printDuration } from './duration.ts';
import type { Entry, EntryGuards, PersonLimits } from './entry.ts';
import {
  type GuardKind,
  LONGEST_TIME,
  SHORTEST_TIME,
  SMALLEST_NUMBER,
  STRICTEST_APPLY,
  TRUE_IF_ALL,
  TRUE_IF_ANY,
} from './guard-kinds.ts';
import type { Refusal } from './refusal.ts';
import { type Asking, refuseCrowded, refuseGreedy, refuseResting, type Tally } from './tally.ts';

export type GuardKey = keyof EntryGuards;

export type GuardValue<Key extends GuardKey> = NonNullable<Partial<EntryGuards>[Key]>;

/** Everything about a guard: a key of the allowlist that limits something by one value. */
interface GuardRow<Value> {
  /** Where a level of the file has it. */
  readonly key: string;
  readonly kind: GuardKind<Value>;
  /** What applies if no level sets it. A level may be looser than this. */
  readonly fallback?: Value;
  /** How a comparison says that no level sets it, if nothing applies then. */
  readonly absent?: string;
  /** What the key means, for editors and docs/allowlist.md. */
  readonly text: string;
  readonly example: string | number | boolean;
  /** What a comparison calls it. Absent: its key. */
  readonly what?: string;
  /** What `explain` says of a value; `undefined` if there is nothing to say. */
  readonly explain: (value: Value) => string | undefined;
  /** Refuses one more open request; `elsewhere` if the guard applies later or in another rule. */
  readonly refuse: ((value: Value, asking: Asking) => Refusal | undefined) | 'elsewhere';
}

/** What an entry can be without has a word for that; everything else has a fallback. */
type CompleteRow<Key extends GuardKey> = GuardRow<GuardValue<Key>> &
  (undefined extends EntryGuards[Key] ? { readonly absent: string } : { readonly fallback: GuardValue<Key> });

const APPLIES = {
  automatic: 'apply: automatic, so a planned run is applied once it is approved',
  by_hand: 'apply: by_hand, so a planned run waits for Confirm and apply',
  rehearse: 'apply: rehearse, so nothing is ever invoked',
} as const;

/** In the order of the file's documentation. What refuses for longer stands before what refuses for less long. */
export const GUARDS = {
  expires: {
    key: 'approval.expires',
    kind: SHORTEST_TIME,
    fallback: 3_600_000,
    text: 'How long a request waits for its approvals. After that it expires. Time under a freeze does not count.',
    example: '30m',
    explain: (milliseconds) => `Within ${printDuration(milliseconds)}`,
    refuse: 'elsewhere',
  },
  allowRequester: {
    key: 'approval.allow_requester',
    kind: TRUE_IF_ALL,
    fallback: false,
    text: 'Whether people can approve their own request if they are among the approvers.',
    example: false,
    what: 'approving one’s own request',
    explain: (isAllowed) => (isAllowed ? 'one’s own approval counts' : 'nobody approves their own request'),
    refuse: 'elsewhere',
  },
  apply: {
    key: 'apply',
    kind: STRICTEST_APPLY,
    fallback: 'automatic',
    text: 'What happens to a run that is planned. `automatic`: the bot confirms it once the request is approved. `by_hand`: a person presses **Confirm and apply**. `rehearse`: the run is plan-only and invokes nothing.',
    example: 'by_hand',
    explain: (mode) => APPLIES[mode],
    refuse: 'elsewhere',
  },
  maxInvocations: {
    key: 'max_invocations',
    kind: SMALLEST_NUMBER,
    fallback: 1,
    text: 'How many times one run may invoke the action. An action with `count` or `for_each` is invoked once per instance.',
    example: 3,
    explain: (most) => `max_invocations: ${most}`,
    refuse: 'elsewhere',
  },
  startWithin: {
    key: 'start_within',
    kind: SHORTEST_TIME,
    fallback: 3_600_000,
    text: 'How long an approved request may wait for its run to start. After that it expires. The requester can restart the time with **More time**.',
    example: '2h',
    explain: (milliseconds) => `start_within: ${printDuration(milliseconds)}`,
    refuse: 'elsewhere',
  },
  confirmWithin: {
    key: 'confirm_within',
    kind: SHORTEST_TIME,
    fallback: 900_000,
    text: 'How long a planned run may wait for a person. After that it is discarded. This also applies to a run that HCP Terraform itself holds, such as for a policy.',
    example: '15m',
    explain: (milliseconds) => `confirm_within: ${printDuration(milliseconds)}`,
    refuse: 'elsewhere',
  },
  cooldown: {
    key: 'cooldown',
    kind: LONGEST_TIME,
    absent: 'none',
    text: 'How long nobody can ask again after a run of this entry has ended. Absent: no pause.',
    example: '10m',
    explain: (milliseconds) => `cooldown: ${printDuration(milliseconds)} after its last run`,
    refuse: refuseResting,
  },
  maxOpen: {
    key: 'max_open',
    kind: SMALLEST_NUMBER,
    absent: 'any number',
    text: 'How many requests of this entry may be open at once. Absent: any number.',
    example: 1,
    explain: (most) => `max_open: ${most} at the same time`,
    refuse: refuseCrowded,
  },
  preview: {
    key: 'preview',
    kind: TRUE_IF_ANY,
    fallback: false,
    text: 'Creates a plan-only run first and shows what it would invoke. Nobody can approve before that. A preview that fails, or shows more than the allowlist allows, ends the request.',
    example: true,
    explain: (isWanted) => (isWanted ? 'preview: a plan-only run goes before the approvals' : undefined),
    refuse: 'elsewhere',
  },
} as const satisfies { readonly [Key in GuardKey]: CompleteRow<Key> };

export const GUARD_KEYS = Object.keys(GUARDS) as readonly GuardKey[];

const ROWS: { readonly [Key in GuardKey]: GuardRow<GuardValue<Key>> } = GUARDS;

/** The row of any guard, for whoever goes through all of them. */
export const guardRow = <Key extends GuardKey>(key: Key): GuardRow<GuardValue<Key>> => ROWS[key];

/** What an entry says for a guard; `undefined` if it says nothing. */
export function valueOfGuard<Key extends GuardKey>(entry: Entry, key: Key): GuardValue<Key> | undefined {
  const guards: Partial<EntryGuards> = { ...entry, ...entry.approval };
  return guards[key] ?? undefined;
}

/** Refuses one more open request of the entry by the person. */
export const refuseByGuards = (entry: Entry, limits: PersonLimits, tally: Tally, now: Date): Refusal | undefined => {
  const refuseBy = <Key extends GuardKey>(key: Key): Refusal | undefined => {
    const { refuse } = guardRow(key);
    const value = valueOfGuard(entry, key);
    return refuse === 'elsewhere' || value === undefined ? undefined : refuse(value, { entry, tally, now });
  };
  const refusals = GUARD_KEYS.map((key) => refuseBy(key));
  return refusals.find((refusal) => refusal !== undefined) ?? refuseGreedy(limits, tally);
};
