import type { PlannedFreeze } from './freeze.ts';
import type { ChannelId, PeopleList } from './person.ts';

/** One typed parameter as the allowlist declares it; `variable` is the Terraform variable that carries it. */
export type ParameterDefinition = { readonly variable: string; readonly description?: string } & (
  | {
      readonly type: 'string';
      readonly default?: string;
      readonly minLength?: number;
      readonly maxLength: number;
      readonly pattern?: string;
    }
  | {
      readonly type: 'integer' | 'number';
      readonly default?: number;
      readonly minimum?: number;
      readonly maximum?: number;
    }
  | { readonly type: 'boolean'; readonly default?: boolean }
  | { readonly type: 'enum'; readonly values: readonly string[]; readonly default?: string }
);

export type ParameterValue = string | number | boolean;

/** `count` distinct people out of `from`. */
export interface ApprovalLine {
  readonly from: PeopleList;
  readonly count: number;
}

/**
 * How a planned run is applied: by the bot once it is approved, when a person presses Confirm and apply, or never, since
 * it is a rehearsal. The loosest first.
 */
export const APPLY_MODES = ['automatic', 'by_hand', 'rehearse'] as const;
export type ApplyMode = (typeof APPLY_MODES)[number];

/** Guards on approvals that are single values. Durations are in milliseconds. */
interface ApprovalGuards {
  readonly expires: number;
  readonly allowRequester: boolean;
}

/** What limits everything else by a value. Durations are milliseconds. */
interface OtherGuards {
  readonly apply: ApplyMode;
  readonly maxInvocations: number;
  readonly startWithin: number;
  readonly confirmWithin: number;
  /** How long nothing more may be asked after the last run of the entry settled; absent: no time. */
  readonly cooldown?: number;
  /** The most requests of the entry that may be open at the same time; absent: no limit. */
  readonly maxOpen?: number;
  /** A plan-only run goes before the approvals, and says what would happen. */
  readonly preview: boolean;
}

/** The guards of an entry. `guards.ts` has a row for each. */
export interface EntryGuards extends ApprovalGuards, OtherGuards {}

/**
 * One action in one environment with every level of the allowlist already resolved: what the digest covers and what
 * every rule reads. Durations are milliseconds.
 */
export interface Entry extends OtherGuards {
  readonly action: string;
  readonly environment: string;
  readonly description?: string;
  /** Absent: the connection whose variables have no suffix. */
  readonly connection?: string;
  readonly organization: string;
  /** A name in the organization, or a `ws-…` id. */
  readonly workspace: string;
  /** One full action address, parsed and printed again. */
  readonly address: string;
  /** A person must stand in each of these; none at all means nobody. */
  readonly requesters: readonly PeopleList[];
  /** The channel must stand in each of these; none at all means any channel of the team. */
  readonly channels: readonly (readonly ChannelId[])[];
  readonly approval: ApprovalGuards & { readonly required: readonly ApprovalLine[] };
  /** May go ahead without the approvals and through a freeze, with a reason. Empty: nobody. */
  readonly breakGlass: PeopleList;
  /** Where the request message stands; absent: where it was asked. */
  readonly postTo?: ChannelId;
  /** May see its requests, besides those who may request or approve it. */
  readonly viewers: PeopleList;
  /** Mentioned when a request fails. */
  readonly notifyFailure: PeopleList;
  readonly parameters: Readonly<Record<string, ParameterDefinition>>;
}

/** The run of a rehearsal is plan-only, so that nothing of it can ever be invoked. */
export const isRehearsal = (entry: Entry): boolean => entry.apply === 'rehearse';

/** Where in the file what an entry resolved to was written, such as `everywhere` or `actions.cleanup.environments.prod`. */
export interface EntryOrigins {
  readonly action: string;
  readonly environment: string;
  /** The level of each list, in the order of the entry's own. */
  readonly requesters: readonly string[];
  readonly channels: readonly string[];
  readonly required: readonly string[];
}

/** `config/actions.yml` validated. */
export interface Allowlist {
  /** SHA-256 of the text, as 64 lower-case hex digits. */
  readonly hash: string;
  readonly text: string;
  readonly entries: readonly Entry[];
  /** For explaining alone: nothing is decided by them. */
  readonly origins: readonly EntryOrigins[];
  readonly freezes: readonly PlannedFreeze[];
  /** Who may freeze an environment from chat, by the environment's name. */
  readonly operators: Readonly<Record<string, PeopleList>>;
  readonly limits: PersonLimits;
  /** Where changes of the allowlist are told. */
  readonly adminChannel?: ChannelId;
  /** Where heads of the record are posted, so that a cut tail shows. */
  readonly auditChannel?: ChannelId;
  /** After so long names, free text and parameter values are forgotten (milliseconds); absent: never. */
  readonly retention?: number;
}

/** What one person may do at the same time, whatever the entry. */
export interface PersonLimits {
  readonly open: number;
  readonly commandsPerMinute: number;
}

const NOBODY: PeopleList = { everyone: false, people: [], groups: [] };

/** Who may freeze an environment from chat, by a name that anybody may have typed. */
export const operatorsOf = ({ operators }: Pick<Allowlist, 'operators'>, environment: string): PeopleList =>
  (Object.hasOwn(operators, environment) ? operators[environment] : undefined) ?? NOBODY;

/** Names are compared in lower case, as they are typed by thumbs. */
export function findEntry(allowlist: Allowlist, action: string, environment: string): Entry | undefined {
  const [wantedAction, wantedEnvironment] = [action.toLowerCase(), environment.toLowerCase()];
  return allowlist.entries.find((entry) => entry.action === wantedAction && entry.environment === wantedEnvironment);
}

/** The lists whose members may approve, empty where nobody has to. */
export const approverLists = (entry: Entry): readonly PeopleList[] => entry.approval.required.map((line) => line.from);
