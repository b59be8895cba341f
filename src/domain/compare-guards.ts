import type { Effect } from './compare-people.ts';
import { printDuration } from './duration.ts';
import { APPLY_MODES, type Entry, type ParameterDefinition } from './entry.ts';
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

/** A guard as a number, the larger the looser, and as words. */
interface Measure {
  readonly what: string;
  readonly of: (entry: Entry) => number;
  readonly say: (entry: Entry) => string;
}

const yesOrNo = (value: boolean): string => (value ? 'yes' : 'no');

const MEASURES: readonly Measure[] = [
  {
    what: 'approving one’s own request',
    of: ({ approval }) => Number(approval.allowRequester),
    say: ({ approval }) => yesOrNo(approval.allowRequester),
  },
  { what: 'apply', of: ({ apply }) => -APPLY_MODES.indexOf(apply), say: ({ apply }) => apply },
  { what: 'max_invocations', of: ({ maxInvocations }) => maxInvocations, say: (entry) => `${entry.maxInvocations}` },
  {
    what: 'max_open',
    of: ({ maxOpen }) => maxOpen ?? Number.POSITIVE_INFINITY,
    say: ({ maxOpen }) => (maxOpen === undefined ? 'any number' : `${maxOpen}`),
  },
  {
    what: 'cooldown',
    of: ({ cooldown }) => -(cooldown ?? 0),
    say: ({ cooldown }) => (cooldown === undefined ? 'none' : printDuration(cooldown)),
  },
  { what: 'preview', of: ({ preview }) => -Number(preview), say: ({ preview }) => yesOrNo(preview) },
  {
    what: 'approval.expires',
    of: ({ approval }) => approval.expires,
    say: ({ approval }) => printDuration(approval.expires),
  },
  { what: 'start_within', of: ({ startWithin }) => startWithin, say: (entry) => printDuration(entry.startWithin) },
  {
    what: 'confirm_within',
    of: ({ confirmWithin }) => confirmWithin,
    say: (entry) => printDuration(entry.confirmWithin),
  },
];

/** What is no guard but says where and what runs: another one is another thing to allow. */
const PLACES = ['organization', 'workspace', 'connection', 'address'] as const satisfies readonly (keyof Entry)[];
const WORDS = { connection: 'the one without a name', description: 'none', postTo: 'where it is asked' } as const;

/** Everything but people: what was made looser or tighter, and what is another thing now. */
export function compareGuards(was: Entry, now: Entry): readonly GuardChange[] {
  const measured = MEASURES.flatMap(({ what, of, say }): readonly GuardChange[] => {
    const [before, after] = [of(was), of(now)];
    if (before === after) return [];
    return [{ what, was: say(was), now: say(now), effect: after > before ? 'looser' : 'tighter' }];
  });
  const places = PLACES.flatMap((what) => changeOf(what, was[what] ?? WORDS.connection, now[what] ?? WORDS.connection));
  const [before, after] = [was, now].map(({ postTo }) => (postTo === undefined ? WORDS.postTo : sayChannels([postTo])));
  return [
    ...places,
    ...compareChannels(channelsOf(was), channelsOf(now)),
    ...measured,
    ...compareParameters(was.parameters, now.parameters),
    ...changeOf('post_to', before ?? '', after ?? '', 'neutral'),
    ...changeOf('description', was.description ?? WORDS.description, now.description ?? WORDS.description, 'neutral'),
  ];
}

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
