import { LIST_GUARDS } from '../domain/list-guards.ts';
import type { KeyDescription } from './described-keys.ts';

const INNERMOST = 'The innermost level wins.';
const ADD_UP = 'The lists of all levels add up.';

function describeList(list: keyof typeof LIST_GUARDS): KeyDescription {
  const { kind, text, example } = LIST_GUARDS[list];
  return { text, levels: kind.levels, example };
}

/** Keys of every level except the guards, which have their own descriptions. */
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
  requesters: describeList('requesters'),
  channels: describeList('channels'),
  approval: {
    text: 'Who has to approve, and within what time. Without `required`, nobody has to.',
    levels: 'Each of its keys combines by itself.',
    example: { required: [{ from: 'sre' }], expires: '30m' },
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

/** Keys of an environment only, with `notify`. */
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

/** Keys of an action and of its block for an environment. */
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
