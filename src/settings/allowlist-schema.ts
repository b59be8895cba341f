import * as z from 'zod';
import { describeKeys } from './described-keys.ts';
import { cut } from './fault.ts';
import { ACTION_ONLY_KEYS, FILE_KEYS, FREEZE_KEYS, LIMITS_KEYS } from './file-descriptions.ts';
import {
  actionAddress,
  type DefinedNames,
  description,
  duration,
  EVERYONE,
  line,
  listOf,
  mapOf,
  nameFrom,
  oneOf,
  parametersOf,
  strictMap,
  text,
  wants,
  wantsAs,
  wholeNumber,
} from './format-parts.ts';
import { APPROVAL_GUARDS, LEVEL_GUARDS } from './guard-formats.ts';
import {
  ACTION_KEYS,
  APPROVAL_KEYS,
  ENVIRONMENT_KEYS,
  LEVEL_KEYS,
  LINE_KEYS,
  NOTIFY_KEYS,
} from './level-descriptions.ts';
import { parameter } from './parameter-schema.ts';

const MOST_APPROVERS = 20;

const organization = text(
  'the name of an organization',
  'Write it as HCP Terraform shows it: letters, digits, _ and -.',
  /^[A-Za-z0-9_-]{1,100}$/,
);
const workspace = text(
  'the name of a workspace, or its ws-… id',
  'Write it as HCP Terraform shows it: letters, digits, _ and -.',
  /^[A-Za-z0-9_-]{1,100}$/,
);

const PERSON_ID = text(
  'a Slack id',
  'Write U… or W… for a person, S… for a user group: Slack shows it under Copy member ID.',
  /^[UWS][A-Z0-9]{2,20}$/,
);
const CHANNEL_ID = text(
  'the id of a Slack channel',
  'Write C… or G…: Slack shows it at the end of the channel details.',
  /^[CG][A-Z0-9]{2,20}$/,
);

/** Keys that every level takes: the guards, and where things run. */
function levelKeys({ people, channels, connections }: Partial<DefinedNames>) {
  const person = nameFrom('people', people);
  const channel = nameFrom('channels', channels);
  const FROM = wants('a name from people, or a list of them', 'Write from: sre, or from: [sre, dba].');
  const asLine = (input: unknown): string => `{ from: ${typeof input === 'string' ? cut(input) : 'sre'} }`;
  const LINES = wantsAs(
    'a list of rules',
    (input) => `Write [${asLine(input)}], with count: 2 where it takes two of them.`,
  );
  const rule = strictMap(
    describeKeys(
      {
        from: z.union([person, listOf(person, 'names from people')], FROM),
        count: wholeNumber(1, MOST_APPROVERS).optional(),
      },
      LINE_KEYS,
    ),
    wantsAs('a rule', (input) => `Write ${asLine(input)}.`),
  );
  const approval = {
    required: z.array(rule, LINES).min(1, LINES).optional(),
  };
  const whoAndWhere = {
    organization: organization.optional(),
    workspace: workspace.optional(),
    connection: nameFrom('connections', connections).optional(),
    requesters: z
      .union(
        [z.literal(EVERYONE), listOf(nameFrom('people', people, [EVERYONE]), 'names from people')],
        wants('a list of names from people, or everyone', 'Write them in square brackets, with commas between them.'),
      )
      .optional(),
    channels: listOf(channel, 'names from channels').optional(),
    approval: strictMap({ ...describeKeys(approval, APPROVAL_KEYS), ...APPROVAL_GUARDS }).optional(),
  };
  const whoSees = {
    post_to: channel.optional(),
    viewers: listOf(person, 'names from people').optional(),
  };
  return { ...describeKeys(whoAndWhere, LEVEL_KEYS), ...LEVEL_GUARDS, ...describeKeys(whoSees, LEVEL_KEYS) };
}

/**
 * The format of `config/actions.yml`. Which level takes which key:
 * - every level (`everywhere`, an environment, an action, an action's block for an environment): the guards of
 *   `domain/guards.ts`, `requesters`, `channels`, `approval`, `post_to`, `viewers`, and where it runs: `organization`,
 *   `workspace`, `connection`;
 * - an environment, an action and its block also `notify`, which at the top of the file holds for every entry;
 * - an action and its block also `address` and `description`, and of `break_glass` only `none`;
 * - an environment alone says who may break glass, and its `operators`; an action alone has `environments`, `parameters`.
 *
 * Without names (as for the JSON Schema) every name is taken.
 */
export function allowlistSchema(defined: Partial<DefinedNames> = {}) {
  const level = levelKeys(defined);
  const names = listOf(nameFrom('people', defined.people), 'names from people');
  const notify = strictMap(describeKeys({ failure: names }, NOTIFY_KEYS)).optional();
  const ofEnvironment = { notify, break_glass: names.optional(), operators: names.optional() };
  const ofAction = {
    description: description(200).optional(),
    address: actionAddress.optional(),
    notify,
    break_glass: oneOf(['none']).optional(),
  };
  const action = { ...level, ...describeKeys(ofAction, ACTION_KEYS) };
  const environmentNames = nameFrom('environments', defined.environments);
  const ENVIRONMENTS = wants(
    'a list of environments, or a map from environments to what is special there',
    'Write [staging, prod], or each environment with a colon behind it.',
  );
  const ofActionAlone = {
    environments: z.union(
      [listOf(environmentNames, 'environments'), mapOf(strictMap(action).nullable())],
      ENVIRONMENTS,
    ),
    parameters: parametersOf(parameter).optional(),
  };
  const file = {
    version: z.literal(1, wants('1', 'Write version: 1, the only one there is.')),
    people: mapOf(PERSON_ID).optional(),
    channels: mapOf(CHANNEL_ID).optional(),
    connections: listOf(nameFrom('connections', undefined).meta({ title: 'name' }), 'names').optional(),
    everywhere: strictMap(level).optional(),
    environments: mapOf(strictMap({ ...level, ...describeKeys(ofEnvironment, ENVIRONMENT_KEYS) })),
    actions: mapOf(strictMap({ ...action, ...describeKeys(ofActionAlone, ACTION_ONLY_KEYS) })),
    notify,
    ...fileKeys(defined),
  };
  return strictMap(describeKeys(file, FILE_KEYS), FILE);
}

const FILE = wantsAs('a map', (input) =>
  input === null ? 'Start with version: 1; README shows a whole file.' : 'Write its keys, such as version: 1.',
);

const TIME = text(
  'a day or a moment',
  'Write it such as 2026-12-24 or 2026-12-24T16:00.',
  /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2})?$/,
);

/** Checks that need the whole file. */
function fileKeys({ channels, environments }: Partial<DefinedNames>) {
  const channel = nameFrom('channels', channels);
  const freeze = {
    name: description(80),
    environments: listOf(nameFrom('environments', environments), 'environments').optional(),
    actions: listOf(nameFrom('actions', undefined), 'actions').optional(),
    starts: line(80).optional(),
    lasts: duration.optional(),
    from: TIME.optional(),
    until: TIME.optional(),
    timezone: line(80).optional(),
    reason: description(200).optional(),
  };
  const limits = {
    open: wholeNumber(1, 10_000).optional(),
    commands_per_minute: wholeNumber(1, 10_000).optional(),
  };
  return {
    freezes: z
      .array(strictMap(describeKeys(freeze, FREEZE_KEYS)), wants('a list of freezes', 'Write each as - name: ….'))
      .optional(),
    admin_channel: channel.optional(),
    audit_channel: channel.optional(),
    retention: duration.optional(),
    limits: strictMap(describeKeys(limits, LIMITS_KEYS)).optional(),
  };
}

export type AllowlistFile = z.infer<ReturnType<typeof allowlistSchema>>;
export type LevelInFile = NonNullable<AllowlistFile['everywhere']> & {
  readonly address?: string | undefined;
  readonly description?: string | undefined;
  readonly notify?: AllowlistFile['notify'];
  readonly break_glass?: 'none' | readonly string[] | undefined;
};
