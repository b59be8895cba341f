import { printDuration } from '../domain/duration.ts';
import { DEFAULTS } from '../domain/resolve-entry.ts';

const SHORTEST = 'The shortest time wins.';
const SMALLEST = 'The smallest number wins.';
const INNERMOST = 'The innermost level wins.';
const ADD_UP = 'The lists of all levels add up.';

/** Keys that every level takes. */
export const LEVEL_KEYS = {
  organization: {
    text: 'The organization in HCP Terraform. Every entry needs one.',
    levels: `${INNERMOST} If the connection brings an organization of its own, that one beats the levels outside the one that names the connection.`,
    example: 'acme',
  },
  workspace: {
    text: 'The workspace in which the action runs: its name, or its `ws-…` id. Every entry needs one.',
    levels: INNERMOST,
    example: 'acme-prod',
  },
  connection: {
    text: 'Which server and token to use. Absent: the one whose environment variables have no suffix.',
    levels: INNERMOST,
    example: 'eu',
  },
  requesters: {
    text: 'Who can ask. `everyone` means every full member of the Slack team. Every entry needs at least one level with requesters.',
    levels: 'A person must be in the list of every level that has one.',
    example: ['devs', 'sre'],
  },
  channels: {
    text: 'The Slack channels in which people can ask. Absent everywhere: any channel of the team.',
    levels: 'A channel must be in the list of every level that has one.',
    example: ['prod-ops'],
  },
  approval: {
    text: 'Who has to approve, and within what time. Without `required`, nobody has to.',
    levels: 'Each of its keys combines by itself.',
    example: { required: [{ from: 'sre' }], expires: '30m' },
  },
  apply: {
    text: 'What happens to a run that is planned. `automatic`: the bot confirms it once the request is approved. `by_hand`: a person presses **Confirm and apply**. `rehearse`: the run is plan-only and invokes nothing.',
    levels: '`rehearse` beats `by_hand`, which beats `automatic`.',
    fallback: DEFAULTS.apply,
    example: 'by_hand',
  },
  max_invocations: {
    text: 'How many times one run may invoke the action. An action with `count` or `for_each` is invoked once per instance.',
    levels: SMALLEST,
    fallback: DEFAULTS.maxInvocations,
    example: 3,
  },
  start_within: {
    text: 'How long an approved request may wait for its run to start. After that it expires. The requester can restart the time with **More time**.',
    levels: SHORTEST,
    fallback: printDuration(DEFAULTS.startWithin),
    example: '2h',
  },
  confirm_within: {
    text: 'How long a planned run may wait for a person. After that it is discarded. This also applies to a run that HCP Terraform itself holds, such as for a policy.',
    levels: SHORTEST,
    fallback: printDuration(DEFAULTS.confirmWithin),
    example: '15m',
  },
  cooldown: {
    text: 'How long nobody can ask again after a run of this entry has ended. Absent: no pause.',
    levels: 'The longest time wins.',
    example: '10m',
  },
  max_open: {
    text: 'How many requests of this entry may be open at once. Absent: any number.',
    levels: SMALLEST,
    example: 1,
  },
  preview: {
    text: 'Creates a plan-only run first and shows what it would invoke. Nobody can approve before that. A preview that fails, or shows more than the allowlist allows, ends the request.',
    levels: '`true` on any level wins.',
    fallback: false,
    example: true,
  },
  post_to: {
    text: 'The channel where the request message appears. The channel where somebody asked gets a link. Absent: where they asked.',
    levels: INNERMOST,
    example: 'prod-ops',
  },
  viewers: {
    text: 'Who sees these requests in `status` and `history`. Requesters and approvers always do.',
    levels: ADD_UP,
    example: ['auditors'],
  },
} as const;

export const APPROVAL_KEYS = {
  required: {
    text: 'The approvals that are needed. Each line asks for `count` different people out of `from`. One person fills one place only.',
    levels: 'The lines of all levels add up.',
    example: [{ from: 'sre' }, { from: ['dba', 'ben'], count: 2 }],
  },
  expires: {
    text: 'How long a request waits for its approvals. After that it expires. Time under a freeze does not count.',
    levels: SHORTEST,
    fallback: printDuration(DEFAULTS.expires),
    example: '30m',
  },
  allow_requester: {
    text: 'Whether people can approve their own request if they are among the approvers.',
    levels: '`true` only if every level that sets it says `true`.',
    fallback: DEFAULTS.allowRequester,
    example: false,
  },
} as const;

export const LINE_KEYS = {
  from: { text: 'A person or user group, or a list of them.', example: ['sre', 'dba'] },
  count: { text: 'How many different people.', fallback: 1, example: 2 },
} as const;

const NOTIFY = {
  text: 'Who is mentioned in the thread, and when.',
  levels: 'Each of its keys combines by itself.',
  example: { failure: ['sre'] },
} as const;

export const NOTIFY_KEYS = {
  failure: { text: 'Mentioned when a request fails or glass is broken.', levels: ADD_UP, example: ['sre'] },
} as const;

/** Keys of an environment alone, with `notify`. */
export const ENVIRONMENT_KEYS = {
  notify: NOTIFY,
  break_glass: {
    text: 'Who can go ahead without approvals and through a freeze, with a reason. Absent: nobody.',
    levels: 'An action can only turn it off, with `none`.',
    example: ['oncall'],
  },
  operators: {
    text: 'Who can freeze this environment from chat with `/tf-action freeze`. Absent: nobody.',
    example: ['sre'],
  },
} as const;

/** Keys of an action, and of its block for one environment. */
export const ACTION_KEYS = {
  description: {
    text: 'What the action does. People see it when they ask.',
    levels: INNERMOST,
    example: 'Delete old build artefacts',
  },
  address: {
    text: 'Where the action is in the Terraform configuration. Every entry needs one. Without a key such as `["eu"]`, it means every instance.',
    levels: INNERMOST,
    example: 'module.utils.action.aws_lambda_invoke.cleanup',
  },
  notify: NOTIFY,
  break_glass: {
    text: 'Turns breaking the glass off for this action.',
    levels: '`none` on any level wins over the environment.',
    example: 'none',
  },
} as const;
