import { COMMAND_WORDS } from '../domain/commands.ts';
import { LONGEST_TEXT } from '../domain/parameters.ts';
import { DEFAULT_LIMITS, DEFAULT_TIMEZONE } from './file-defaults.ts';

const bothOf = (words: readonly string[]): string => `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** Keys at the top of the file. */
export const FILE_KEYS = {
  version: { text: 'The version of this format. There is only 1.', example: 1 },
  people: {
    text: 'Names for Slack ids. `U…` or `W…` is a person, `S…` a user group. The rest of the file uses the names.',
    example: { sre: 'S0234567890', ben: 'U0123456789' },
  },
  channels: { text: 'Names for the ids of Slack channels, `C…` or `G…`.', example: { 'prod-ops': 'C0123456789' } },
  connections: {
    text: 'Further servers or organizations. Each needs environment variables with its name as suffix, such as `TFE_TOKEN_EU` for `eu`.',
    example: ['eu'],
  },
  everywhere: { text: 'Applies to every entry. The outermost level.', example: { requesters: ['devs', 'sre'] } },
  environments: {
    text: 'The environments by name, with what applies to every action in them.',
    example: { prod: { workspace: 'acme-prod' } },
  },
  actions: {
    text: `The actions by the name that people type. ${bothOf(COMMAND_WORDS.map((word) => `\`${word}\``))} cannot be names.`,
    example: { cleanup: { address: 'action.aws_lambda_invoke.cleanup', environments: ['prod'] } },
  },
  notify: {
    text: 'Who is mentioned for requests of any entry, and when.',
    levels: 'An environment or an action can add to it.',
    example: { failure: ['sre'] },
  },
  freezes: {
    text: 'Planned times in which nothing runs. A freeze comes again (`starts`, `lasts`) or comes once (`from`, `until`).',
    example: [{ name: 'weekend', starts: '0 16 * * 5', lasts: '64h' }],
  },
  admin_channel: {
    text: 'The channel that hears about every change of this file: who gained or lost a right, and which guards changed. Invite the bot there.',
    example: 'ops',
  },
  audit_channel: {
    text: 'The channel where the bot posts the head of the audit record once a day, so that a cut end shows. Invite the bot there.',
    example: 'ops',
  },
  retention: {
    text: 'How long the audit record keeps names, free text and parameter values. Absent: forever.',
    example: '90d',
  },
  limits: { text: 'Limits for one person, whatever they ask for.', example: { open: 10, commands_per_minute: 30 } },
} as const;

export const LIMITS_KEYS = {
  open: { text: 'How many open requests one person may have.', fallback: DEFAULT_LIMITS.open, example: 10 },
  commands_per_minute: {
    text: 'How many commands one person may send in a minute. Each replica counts for itself.',
    fallback: DEFAULT_LIMITS.commandsPerMinute,
    example: 30,
  },
} as const;

export const FREEZE_KEYS = {
  name: { text: 'What the freeze is called in Slack. Each freeze needs its own name.', example: 'weekend' },
  environments: { text: 'The environments that it freezes. Absent: all of them.', example: ['prod'] },
  actions: { text: 'The actions that it freezes. Absent: all of them.', example: ['failover'] },
  starts: {
    text: 'When a recurring freeze begins: cron with five fields (minute, hour, day, month, day of the week).',
    example: '0 16 * * 5',
  },
  lasts: { text: 'How long a recurring freeze lasts, in real time.', example: '64h' },
  from: { text: 'When a single freeze begins: a day, or a day and time.', example: '2026-12-24' },
  until: {
    text: 'When a single freeze ends. If it is a day, the freeze ends with that day.',
    example: '2026-12-26T12:00',
  },
  timezone: { text: 'The time zone of the times above.', fallback: DEFAULT_TIMEZONE, example: 'Europe/Vienna' },
  reason: { text: 'Why. People see it when they are refused.', example: 'Nobody is on call' },
} as const;

/** Keys that only an action has. */
export const ACTION_ONLY_KEYS = {
  environments: {
    text: 'Where the action can run: a list of environments, or a map from each environment to what is special there.',
    example: ['staging', 'prod'],
  },
  parameters: {
    text: 'What people can type as `name=value`. Each parameter becomes a Terraform variable of the run.',
    example: { older_than_days: { variable: 'cleanup_older_than_days', type: 'integer', minimum: 1 } },
  },
} as const;

/** Keys of a parameter. Its type decides which are allowed. */
export const PARAMETER_KEYS = {
  type: { text: 'What kind of value it is. The other keys depend on it.' },
  variable: { text: 'The variable of the root module that receives the value.', example: 'cleanup_older_than_days' },
  description: { text: 'What it is for. People see it when they ask.', example: 'Age in days' },
  default: { text: 'The value if nobody types one. Absent: people have to type one.' },
  minimum: { text: 'The smallest value.', example: 1 },
  maximum: { text: 'The largest value.', example: 365 },
  min_length: { text: 'The fewest characters.', example: 3 },
  max_length: { text: 'The most characters.', fallback: LONGEST_TEXT, example: 40 },
  values: { text: 'The values that can be typed.', example: ['small', 'large'] },
} as const;
