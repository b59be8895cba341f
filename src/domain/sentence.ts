import { oneLine } from './clean-text.ts';
import type { ChannelId, PeopleList, PersonId } from './person.ts';

/**
 * A part of a sentence. Only our own words may be markup. A person, user group, channel or time is written in the
 * syntax of whoever shows it. Foreign text is what a person typed or a service said, and always appears as plain text.
 */
export type Part =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'person' | 'group' | 'channel'; readonly id: string }
  | { readonly kind: 'time'; readonly at: Date }
  | { readonly kind: 'foreign'; readonly text: string; readonly limit: number };

export type Sentence = readonly Part[];

/** A bare string is foreign text. */
export type Words = Sentence | string;

/** The default limit of foreign text in a sentence (code points). */
const FOREIGN_LIMIT = 300;
/** The limit of a sentence given as a bare string (code points). */
const SENTENCE_LIMIT = 2_000;

const foreign = (text: string, limit = FOREIGN_LIMIT): Part => ({ kind: 'foreign', text, limit });
export const thePerson = (id: PersonId): Part => ({ kind: 'person', id });
export const theGroup = (id: string): Part => ({ kind: 'group', id });
export const theChannel = (id: ChannelId): Part => ({ kind: 'channel', id });
export const theTime = (at: Date): Part => ({ kind: 'time', at });

/**
 * Builds a sentence from a template. The template's own text is our words and an inserted string is foreign text, so
 * nobody can forget to escape what was typed or received.
 * @example sentence`${thePerson(id)} may not run ${action}.`
 */
export const sentence = (
  own: TemplateStringsArray,
  ...values: readonly (Sentence | Part | string | number)[]
): Sentence =>
  own.flatMap((text, index) => {
    const value = values[index];
    const words: readonly Part[] = text === '' ? [] : [{ kind: 'words', text }];
    if (value === undefined) return words;
    if (typeof value === 'string') return [...words, foreign(value)];
    if (typeof value === 'number') return [...words, { kind: 'words', text: `${value}` }];
    return 'kind' in value ? [...words, value] : [...words, ...value];
  });

export const sentenceOf = (words: Words): Sentence =>
  typeof words === 'string' ? [foreign(words, SENTENCE_LIMIT)] : words;

/** Joins sentences with our own words between them. */
export const joinSentences = (sentences: readonly Words[], between: string): Sentence =>
  sentences.flatMap((one, index) => [
    ...(index === 0 ? [] : [{ kind: 'words', text: between } as const]),
    ...sentenceOf(one),
  ]);

/** The members of a list: groups first, then people. */
export const namesIn = ({ people, groups }: Pick<PeopleList, 'people' | 'groups'>): readonly Sentence[] => [
  ...groups.map((id) => [theGroup(id)]),
  ...people.map((id) => [thePerson(id)]),
];

type Named = Extract<Part, { readonly id: string }>;

const byId = ({ kind, id }: Named): string => `${kind === 'channel' ? '#' : '@'}${id}`;

/** The sentence without markup, for logs, the record and the command line. Times are ISO 8601 in UTC. */
export const plainText = (words: Words, nameOf: (part: Named) => string = byId): string =>
  sentenceOf(words)
    .map((part) => plainPart(part, nameOf))
    .join('');

function plainPart(part: Part, nameOf: (part: Named) => string): string {
  switch (part.kind) {
    case 'words':
      return part.text;
    case 'foreign':
      return oneLine(part.text, part.limit);
    case 'time':
      return part.at.toISOString();
    case 'person':
    case 'group':
    case 'channel':
      return nameOf(part);
  }
}

/**
 * The sentence as a string for the previous release, which turns every `@U…`, `@S…` and `#C…` in it into a mention. A
 * space prevents that in foreign text.
 */
export const asEarlier = (words: Words): string =>
  sentenceOf(words)
    .map((part) =>
      part.kind === 'foreign' ? plainText([part]).replaceAll(/[@#](?=[A-Z])/g, '$& ') : plainText([part]),
    )
    .join('');
