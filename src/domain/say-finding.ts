import type { FindingCode, FindingFacts, OnlineFinding } from './online-finding.ts';
import { joinSentences, namesIn, type Sentence, sentence, theChannel, theGroup, thePerson } from './sentence.ts';
import { mendingOf, sayWorkspaceFault, type WorkspaceFault } from './workspace-fault.ts';

type Words = { readonly [Code in FindingCode]: (facts: FindingFacts[Code]) => Sentence };

/** What is wrong and the way out. */
export const sayFinding = (finding: OnlineFinding): Sentence => WORDS[finding.code](finding as never);

const ofWorkspace = ({ fault }: { readonly fault: WorkspaceFault }): Sentence =>
  sentence`${sayWorkspaceFault(fault)}. ${mendingOf(fault)}`;

const meant = (near: readonly string[]): Sentence =>
  near.length === 0 ? [] : sentence` Did you mean ${joinSentences(near, ' or ')}?`;

/** The variable of one of a connection's tokens. */
const variableOf = ({ token, connection }: Pick<FindingFacts['token_may_apply'], 'token' | 'connection'>): string =>
  `${token === 'creates' ? 'TFE_TOKEN' : 'TFE_APPLY_TOKEN'}${connection === undefined ? '' : `_${connection.toUpperCase().replaceAll('-', '_')}`}`;

const OUTSIDE = {
  guest: 'is a guest of the Slack team',
  bot: 'is a bot or an app',
  deactivated: 'is deactivated',
  other_team: 'is not in the Slack team',
} as const;

const WORDS: Words = {
  local_execution: ofWorkspace,
  no_configuration: ofWorkspace,
  terraform_too_old: ofWorkspace,
  cannot_queue_run: ofWorkspace,
  cannot_confirm: ofWorkspace,
  workspace_not_found: ({ workspace, organization, near }) =>
    sentence`organization ${organization} has no workspace ${workspace}, or the token does not see it.${meant(near)} Correct the name, or give the team access to it.`,
  another_workspace: ({ workspace, organization, found }) =>
    sentence`HCP Terraform answers ${found} for ${workspace} in organization ${organization}. Write the name or the id of the workspace that you mean, and its organization.`,
  terraform_with_module_fault: ({ workspace, version }) =>
    sentence`workspace ${workspace} uses Terraform ${version}, which fails plans if a module with an action has no instances. Set its Terraform version to 1.14.4 or later.`,
  no_structured_output: ({ workspace }) =>
    sentence`structured run output is off in workspace ${workspace}, so the bot cannot always count the planned invocations. Turn it on in the workspace's settings.`,
  address_not_listed: ({ address, workspace, near }) =>
    sentence`workspace ${workspace} has no ${address}.${meant(near)} The workspace's Actions page lists the addresses.`,
  no_actions_listed: ({ workspace }) =>
    sentence`HCP Terraform lists no actions for workspace ${workspace}, so the address was not checked. The list is filled by a run with Terraform 1.14 or later.`,
  actions_not_shown: ({ workspace }) =>
    sentence`HCP Terraform does not show the actions of workspace ${workspace}, so the address was not checked. Compare it with the configuration.`,
  more_instances_listed: ({ address, workspace, instances, allowed }) =>
    sentence`${address} has ${instances} instances in workspace ${workspace}, and max_invocations is ${allowed}, so a run that invokes all of them is discarded. Add an instance key, or raise max_invocations.`,
  starts_other_workspaces: ({ workspace, others }) =>
    sentence`an applied run in workspace ${workspace} also starts runs in ${joinSentences(others, ', ')}, by run triggers. Remove the triggers if you do not want that.`,
  cannot_confirm_by_hand: ({ workspace }) =>
    sentence`the bot's token may not apply runs in workspace ${workspace}, so Confirm and apply does not work in Slack. Give the team of TFE_APPLY_TOKEN, or of TFE_TOKEN where there is none, the Write role on the workspace.`,
  token_may_apply: (facts) =>
    sentence`${variableOf(facts)} may apply runs in workspace ${facts.workspace}, which it does not need beside TFE_APPLY_TOKEN. Give its team the Plan role.`,
  token_may_change_settings: (facts) =>
    sentence`${variableOf(facts)} may change the settings of workspace ${facts.workspace}, which the bot does not need. Give its team the ${facts.token === 'creates' ? 'Plan' : 'Write'} role, and do not use the owners team.`,
  person_does_not_count: ({ person, outside }) =>
    sentence`${thePerson(person)} ${[{ kind: 'words', text: OUTSIDE[outside] }]}, and so counts in no list. Remove the id, or replace it.`,
  no_user_groups: ({ group }) =>
    sentence`${theGroup(group)} is a user group, and this Slack team's plan has none. List people (U…) instead.`,
  group_not_found: ({ group }) =>
    sentence`this Slack team has no user group ${theGroup(group)}. Copy the id from the end of the group's address in Slack.`,
  group_disabled: ({ group }) =>
    sentence`user group ${theGroup(group)} is disabled, so nobody counts through it. Enable it in Slack, or use another one.`,
  group_empty: ({ group }) => sentence`user group ${theGroup(group)} is empty. Add people to it in Slack.`,
  group_without_members: ({ group, people }) =>
    sentence`none of the ${people} people in user group ${theGroup(group)} is a full member of the Slack team, so nobody counts through it. Add full members to it in Slack.`,
  bot_not_in_channel: ({ channel, isKnown }) =>
    isKnown
      ? sentence`the bot is not in ${theChannel(channel)}. Type /invite @tf-action there.`
      : sentence`the bot is not in ${theChannel(channel)}, or there is no such channel. Check the id, or type /invite @tf-action there.`,
  channel_shared: ({ channel }) =>
    sentence`${theChannel(channel)} is shared with people outside this Slack team, so nothing is asked or posted there. Use a channel of your own team.`,
  channel_archived: ({ channel }) => sentence`${theChannel(channel)} is archived. Use a channel that is in use.`,
  nobody_can_request: ({ action, environment }) =>
    sentence`nobody can request ${action} in ${environment} now: no full member of the Slack team is in every list of its requesters. Change the lists, or the user groups in Slack.`,
  nobody_can_approve: ({ action, environment, missing }) => {
    const lines = missing.map(({ from, count }) => sentence`${count} of ${joinSentences(namesIn(from), ' or ')}`);
    return sentence`${action} in ${environment} cannot be approved now, whoever requests it: nobody is left for ${joinSentences(lines, ', and ')}. Add people to the list, or to the user group in Slack.`;
  },
};
