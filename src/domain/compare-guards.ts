import type { Effect } from './compare-people.ts';
import type { Entry, ParameterDefinition } from './entry.ts';
import { GUARD_KEYS, type GuardKey, type GuardValue, guardRow, valueOfGuard } from './guards.ts';
import { describeParameter } from './parameters.ts';
import type { ChannelId } from './person.ts';
import { sayChannels } from './say-people.ts';
import { plainText, type Words } from './sentence.ts';

/** One thing that an entry says otherwise than before, in words. */
export interface GuardChange {
  readonly what: string;
  readonly was: Words;
  readonly now: Words;
  readonly effect: Effect;
}

/** What is no guard but says where and what runs: another one is another thing to allow. */
const PLACES = ['organization', 'workspace', 'connection', 'address'] as const satisfies readonly (keyof Entry)[];
const WORDS = { connection: 'the one without a name', description: 'none', postTo: 'where it is asked' } as const;

/** Everything but people: what was made looser or tighter, and what is another thing now. */
export function compareGuards(was: Entry, now: Entry): readonly GuardChange[] {
  const places = PLACES.flatMap((what) => changeOf(what, was[what] ?? WORDS.connection, now[what] ?? WORDS.connection));
  const [before, after] = [was, now].map(({ postTo }) => (postTo === undefined ? WORDS.postTo : sayChannels([postTo])));
  return [
    ...places,
    ...compareChannels(channelsOf(was), channelsOf(now)),
    ...GUARD_KEYS.flatMap((guard) => compareGuard(guard, was, now)),
    ...compareParameters(was.parameters, now.parameters),
    ...changeOf('post_to', before ?? '', after ?? '', 'neutral'),
    ...changeOf('description', was.description ?? WORDS.description, now.description ?? WORDS.description, 'neutral'),
  ];
}

function compareGuard<Key extends GuardKey>(guard: Key, was: Entry, now: Entry): readonly GuardChange[] {
  const { key, kind, what = key, absent = '' } = guardRow(guard);
  const [before, after] = [valueOfGuard(was, guard), valueOfGuard(now, guard)];
  if (before === after) return [];
  const say = (value: GuardValue<Key> | undefined): string =>
    value === undefined ? absent : sayWritten(kind.write(value));
  const isLooser = after === undefined || (before !== undefined && kind.isLooser(after, before));
  return [{ what, was: say(before), now: say(after), effect: isLooser ? 'looser' : 'tighter' }];
}

const sayWritten = (written: string | number | boolean): string =>
  typeof written === 'boolean' ? (written ? 'yes' : 'no') : `${written}`;

export const changeOf = (what: string, was: Words, now: Words, effect: Effect = 'either'): readonly GuardChange[] =>
  plainText(was) === plainText(now) ? [] : [{ what, was, now, effect }];

/** The channels that stand in every list; `undefined` is any. */
function channelsOf({ channels }: Entry): readonly ChannelId[] | undefined {
  const [first, ...others] = channels;
  return first?.filter((id) => others.every((list) => list.includes(id)));
}

function compareChannels(
  was: readonly ChannelId[] | undefined,
  now: readonly ChannelId[] | undefined,
): readonly GuardChange[] {
  const within = (some: typeof was, all: typeof was): boolean =>
    all === undefined || (some?.every((id) => all.includes(id)) ?? false);
  const [narrower, wider] = [within(now, was), within(was, now)];
  if (narrower && wider) return [];
  const effect = narrower ? 'tighter' : wider ? 'looser' : 'either';
  return [{ what: 'channels', was: sayChannels(was), now: sayChannels(now), effect }];
}

type Parameters = Entry['parameters'];

function compareParameters(was: Parameters, now: Parameters): readonly GuardChange[] {
  return [...new Set([...Object.keys(was), ...Object.keys(now)])].sort().flatMap((name): readonly GuardChange[] => {
    const [before, after] = [was[name], now[name]];
    const what = `parameter ${name}`;
    const [said, says] = [before, after].map(sayParameter);
    const effect = before === undefined || after === undefined ? 'either' : effectOfParameter(before, after);
    return effect === undefined ? [] : [{ what, was: said ?? '', now: says ?? '', effect }];
  });
}

function sayParameter(definition: ParameterDefinition | undefined): string {
  if (definition === undefined) return 'not there';
  const pattern = definition.type === 'string' && definition.pattern !== undefined ? ` like ${definition.pattern}` : '';
  return `${describeParameter(definition)}${pattern}, as the variable ${definition.variable}`;
}

/** What a value has to be within, each bound as a number, the larger the looser. */
function boundsOf(definition: ParameterDefinition): readonly number[] {
  switch (definition.type) {
    case 'string':
      return [definition.maxLength, -(definition.minLength ?? 1)];
    case 'boolean':
    case 'enum':
      return [];
    default:
      return [definition.maximum ?? Number.POSITIVE_INFINITY, -(definition.minimum ?? Number.NEGATIVE_INFINITY)];
  }
}

/** What is neither a bound nor a value: a change of it cannot be ordered. */
const restOf = (definition: ParameterDefinition): string =>
  JSON.stringify([
    definition.type,
    definition.variable,
    definition.default ?? null,
    definition.type === 'string' ? (definition.pattern ?? null) : null,
  ]);

function effectOfParameter(was: ParameterDefinition, now: ParameterDefinition): Effect | undefined {
  if (restOf(was) !== restOf(now)) return 'either';
  const [before, after] = [boundsOf(was), boundsOf(now)];
  const [mayTake, mightTake] = [now, was].map((one) => (one.type === 'enum' ? one.values : []));
  const looser =
    after.some((bound, index) => bound > (before[index] ?? bound)) ||
    mayTake?.some((value) => mightTake?.includes(value) === false) === true;
  const tighter =
    after.some((bound, index) => bound < (before[index] ?? bound)) ||
    mightTake?.some((value) => mayTake?.includes(value) === false) === true;
  if (looser && tighter) return 'either';
  if (looser) return 'looser';
  return tighter ? 'tighter' : undefined;
}
