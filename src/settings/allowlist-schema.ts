import { z } from 'zod';
import { parseActionAddress, printActionAddress } from '../domain/action-address.ts';
import { DURATION_PATTERN, parseDuration } from '../domain/duration.ts';
import { LONGEST_TEXT } from '../domain/parameters.ts';
import { suggest } from '../domain/suggest.ts';
import { eitherOf, show } from './fault.ts';
import { LATER_KEYS, laterMessage } from './later-keys.ts';

/** What the names in the file can stand for; taken from the file itself before it is read. */
export interface Names {
  /** `undefined`: every name is taken, as for the JSON Schema. */
  readonly people: ReadonlySet<string> | undefined;
  readonly channels: ReadonlySet<string> | undefined;
  readonly environments: ReadonlySet<string> | undefined;
  readonly connections: ReadonlySet<string> | undefined;
}

const NAME = /^[a-z0-9][a-z0-9_-]{0,39}$/;
const name = z.string().regex(NAME, {
  error: 'is no name. Use at most 40 of a-z, 0-9, _ and -, beginning with a letter or a digit.',
});
const text = z.string().min(1, { error: 'is empty. Write something, or leave the key out.' }).max(200, {
  error: 'is longer than 200 characters. Shorten it.',
});

const known = (names: ReadonlySet<string> | undefined, what: string, where: string, also: readonly string[] = []) =>
  z.string().superRefine((value, context) => {
    if (names === undefined || names.has(value) || also.includes(value)) return;
    const near = suggest(value, [...names, ...also]);
    const way = near.length > 0 ? `Did you mean ${eitherOf(near)}?` : `Add it to ${where}, or take it out.`;
    context.addIssue({ code: 'custom', message: `${show(value)} is no ${what} that this file knows. ${way}` });
  });

const duration = z
  .string()
  .regex(DURATION_PATTERN, { error: 'has to be a duration with its units, such as 30m, 1h30m or 2d.' })
  .transform((value, context) => {
    const read = parseDuration(value);
    if (read !== undefined) return read;
    context.addIssue({ code: 'custom', message: 'has to be from 1s to 365d. Choose one of these.' });
    return z.NEVER;
  });

const address = z.string().transform((value, context) => {
  const read = parseActionAddress(value);
  if (read !== undefined) return printActionAddress(read);
  context.addIssue({
    code: 'custom',
    message: `${show(value)} is no full action address. Write it as action.<type>.<name>, with module.<name>. in front of it where it is in a module.`,
  });
  return z.NEVER;
});

const once = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item)
    .min(1, { error: 'is an empty list, which nobody could ever be in. Name somebody, or take the key out.' });

/** A key whose guard is not enforced yet is never accepted: a guard that is read and ignored protects nobody. */
const later = <Schema extends z.ZodType>(schema: Schema, key: string) =>
  schema.optional().superRefine((value, context) => {
    if (value !== undefined) context.addIssue({ code: 'custom', message: laterMessage(key), params: { at: 'key' } });
  });

const names = {
  people: z.record(
    name.refine((value) => value !== 'everyone', { error: 'is a word of its own in requesters. Choose another name.' }),
    z
      .string()
      .regex(/^[UWS][A-Z0-9]{2,}$/, { error: 'is no Slack id. Write U… or W… for a person, S… for a user group.' }),
  ),
  channels: z.record(
    name,
    z.string().regex(/^[CG][A-Z0-9]{2,}$/, { error: 'is no Slack channel id. Write C… or G….' }),
  ),
};

function levelKeys({ people, channels, connections }: Names) {
  const person = known(people, 'person or group', 'people');
  const requester = known(people, 'person or group', 'people', ['everyone']);
  const channel = known(channels, 'channel', 'channels');
  const line = z.strictObject({
    from: z.union([person, once(person)]),
    count: z
      .int({ error: 'has to be a whole number.' })
      .min(1, { error: 'has to be at least 1.' })
      .max(20, { error: 'has to be at most 20.' })
      .default(1),
  });
  return {
    organization: text.optional(),
    workspace: text.optional(),
    connection: known(connections, 'connection', 'the environment as TFE_TOKEN_<NAME>').optional(),
    description: text.optional(),
    requesters: once(requester).optional(),
    channels: once(channel).optional(),
    approval: z
      .strictObject({
        required: once(line).optional(),
        expires: duration.optional(),
        allow_requester: z.boolean().optional(),
      })
      .optional(),
    apply: z
      .enum(['automatic', 'by_hand', 'rehearse'])
      .superRefine((value, context) => {
        if (value === 'rehearse') context.addIssue({ code: 'custom', message: laterMessage('apply: rehearse') });
      })
      .optional(),
    max_invocations: z
      .int({ error: 'has to be a whole number.' })
      .min(1, { error: 'has to be at least 1.' })
      .max(1_000, { error: 'has to be at most 1000.' })
      .optional(),
    start_within: duration.optional(),
    confirm_within: duration.optional(),
    notify: z.strictObject({ failure: once(person) }).optional(),
    cooldown: later(duration, 'cooldown'),
    max_open: later(z.int().min(1), 'max_open'),
    preview: later(z.boolean(), 'preview'),
    post_to: later(channel, 'post_to'),
    viewers: later(once(person), 'viewers'),
  };
}

const parameter = z.discriminatedUnion(
  'type',
  [
    z.strictObject({
      ...parameterKeys(),
      type: z.literal('string'),
      default: z.string().optional(),
      min_length: z.int().min(0).max(LONGEST_TEXT).optional(),
      max_length: z.int().min(1).max(LONGEST_TEXT).optional(),
    }),
    z.strictObject({
      ...parameterKeys(),
      type: z.literal('integer'),
      default: z.int().optional(),
      minimum: z.int().optional(),
      maximum: z.int().optional(),
    }),
    z.strictObject({
      ...parameterKeys(),
      type: z.literal('number'),
      default: z.number().optional(),
      minimum: z.number().optional(),
      maximum: z.number().optional(),
    }),
    z.strictObject({ ...parameterKeys(), type: z.literal('boolean'), default: z.boolean().optional() }),
    z.strictObject({
      ...parameterKeys(),
      type: z.literal('enum'),
      values: once(text),
      default: z.string().optional(),
    }),
  ],
  { error: 'has to say its type: string, integer, number, boolean or enum.' },
);
export type ParameterInFile = z.infer<typeof parameter>;

function parameterKeys() {
  return {
    variable: z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]*$/, { error: 'is no name of a Terraform variable.' }),
    description: text.optional(),
  };
}

/**
 * The whole format of the file. Which level takes which key: `everywhere` and an environment take the guards and say where
 * things run; an action takes the guards, its address, description, environments and parameters; its block for an
 * environment takes the guards, and may say address, workspace and description anew.
 */
export function allowlistSchema(taken: Names) {
  const level = levelKeys(taken);
  const block = z.strictObject({
    ...level,
    address: address.optional(),
    break_glass: later(z.literal('none'), 'break_glass'),
  });
  const environment = known(taken.environments, 'environment', 'environments');
  return z.strictObject({
    version: z.literal(1, { error: 'has to be 1, the only version there is.' }),
    people: names.people.optional(),
    channels: names.channels.optional(),
    everywhere: z.strictObject(level).optional(),
    environments: z.record(
      name,
      z.strictObject({
        ...level,
        break_glass: later(once(known(taken.people, 'person or group', 'people')), 'break_glass'),
        operators: later(once(known(taken.people, 'person or group', 'people')), 'operators'),
      }),
    ),
    actions: z.record(
      name,
      z.strictObject({
        ...level,
        address: address.optional(),
        break_glass: later(z.literal('none'), 'break_glass'),
        environments: z.union([once(environment), z.record(environment, block.nullable())], {
          error: 'has to be a list of environments, or a map from an environment to its own settings.',
        }),
        parameters: z.record(name, parameter).optional(),
      }),
    ),
    notify: z.strictObject({ failure: once(known(taken.people, 'person or group', 'people')) }).optional(),
    ...Object.fromEntries(LATER_KEYS.ofFile.map((key) => [key, later(z.unknown(), key)])),
  });
}

export type AllowlistFile = z.infer<ReturnType<typeof allowlistSchema>>;
export type LevelInFile = NonNullable<AllowlistFile['everywhere']>;
export type BlockInFile = LevelInFile & { readonly address?: string };
