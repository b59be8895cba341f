import type { ChannelId, PeopleList, PersonId, Standing, UserGroupId } from './person.ts';
import type { WorkspaceFault, WorkspaceFaultKind } from './workspace-fault.ts';

/** Where something stands in the allowlist's file: keys, and indexes of lists from 0. */
type FilePath = readonly (string | number)[];

/** Which of the two tokens of a connection. */
interface TokenOf {
  readonly token: 'creates' | 'confirms';
  /** Absent: the connection whose variables have no suffix. */
  readonly connection?: string;
  readonly workspace: string;
}

interface OfEntry {
  readonly action: string;
  readonly environment: string;
}

/** What each finding of the checks against both services says, beside its place in the file. */
export interface FindingFacts extends Readonly<Record<WorkspaceFaultKind, { readonly fault: WorkspaceFault }>> {
  readonly workspace_not_found: {
    readonly workspace: string;
    readonly organization: string;
    readonly near: readonly string[];
  };
  /** HCP Terraform answers with a workspace of another organization or name. */
  readonly another_workspace: { readonly workspace: string; readonly organization: string; readonly found: string };
  readonly terraform_with_module_fault: { readonly workspace: string; readonly version: string };
  readonly no_structured_output: { readonly workspace: string };
  readonly address_not_listed: {
    readonly address: string;
    readonly workspace: string;
    readonly near: readonly string[];
  };
  /** A workspace that ran nothing since it has actions may list none. */
  readonly no_actions_listed: { readonly workspace: string };
  readonly actions_not_shown: { readonly workspace: string };
  readonly more_instances_listed: {
    readonly address: string;
    readonly workspace: string;
    readonly instances: number;
    readonly allowed: number;
  };
  readonly starts_other_workspaces: { readonly workspace: string; readonly others: readonly string[] };
  readonly cannot_confirm_by_hand: { readonly workspace: string };
  readonly token_may_apply: TokenOf;
  readonly token_may_change_settings: TokenOf;
  readonly person_does_not_count: { readonly person: PersonId; readonly outside: NonNullable<Standing['outside']> };
  readonly no_user_groups: { readonly group: UserGroupId };
  readonly group_not_found: { readonly group: UserGroupId };
  readonly group_disabled: { readonly group: UserGroupId };
  readonly group_empty: { readonly group: UserGroupId };
  readonly group_without_members: { readonly group: UserGroupId; readonly people: number };
  readonly bot_not_in_channel: { readonly channel: ChannelId; readonly isKnown: boolean };
  readonly channel_shared: { readonly channel: ChannelId };
  readonly channel_archived: { readonly channel: ChannelId };
  readonly nobody_can_request: OfEntry;
  readonly nobody_can_approve: OfEntry & {
    readonly missing: readonly { readonly from: PeopleList; readonly count: number }[];
  };
}

export type FindingCode = keyof FindingFacts;

/** Something that the services say against the allowlist: data, so that whoever shows it makes the words. */
export type OnlineFinding = {
  readonly [Code in FindingCode]: { readonly code: Code; readonly path: FilePath } & FindingFacts[Code];
}[FindingCode];

/** A fault keeps an entry from working; a warning is something that may surprise. */
export const FINDING_LEVELS = {
  workspace_not_found: 'fault',
  another_workspace: 'fault',
  local_execution: 'fault',
  no_configuration: 'fault',
  terraform_too_old: 'fault',
  cannot_queue_run: 'fault',
  cannot_confirm: 'fault',
  cannot_confirm_by_hand: 'warning',
  terraform_with_module_fault: 'warning',
  no_structured_output: 'warning',
  address_not_listed: 'fault',
  no_actions_listed: 'warning',
  actions_not_shown: 'warning',
  more_instances_listed: 'warning',
  starts_other_workspaces: 'warning',
  token_may_apply: 'warning',
  token_may_change_settings: 'warning',
  person_does_not_count: 'fault',
  no_user_groups: 'fault',
  group_not_found: 'fault',
  group_disabled: 'fault',
  group_empty: 'fault',
  group_without_members: 'fault',
  bot_not_in_channel: 'fault',
  channel_shared: 'fault',
  channel_archived: 'fault',
  nobody_can_request: 'fault',
  nobody_can_approve: 'fault',
} as const satisfies Readonly<Record<FindingCode, 'fault' | 'warning'>>;

/** Where the file gives what a finding is about. */
export interface FilePlaces {
  /** Where a person, user group or channel gets its name. */
  pathOfId(id: string): FilePath;
  /** The innermost level that says this for the entry. */
  pathOfSetting(entry: OfEntry, setting: 'workspace' | 'address' | 'requesters' | 'required'): FilePath;
}

/** Each finding once, although several entries share its place. */
export const findingsOnce = (findings: readonly OnlineFinding[]): readonly OnlineFinding[] => [
  ...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values(),
];
