import type { Entry, ParameterValue } from './entry.ts';
import type { PeopleList } from './person.ts';
import { Refusal } from './refusal.ts';
import { joinSentences, sentence } from './sentence.ts';

/**
 * The most text of one Slack message over all of its parts (characters). Slack refuses messages of about 12,000; nobody
 * knows exactly how it counts, so every message of ours stays below this.
 */
export const MOST_IN_MESSAGE = 10_000;

/** What a request message says besides, in whatever state: labels, steps, links, dialogs, and what it waits for. */
const BESIDES = 2_200;
/** Whoever reviews broken glass reads its whole reason, of up to 1,000 characters that may take two units each. */
const GLASS = 2_600;
/** A mention of somebody who approved, and what stands around it. */
const APPROVAL = 27;

/** What a request shows of one parameter, `name = value` and the end of its line (characters). */
export interface ShownParameter {
  readonly name: string;
  readonly length: number;
}

/** The names that decide where something runs. */
type ShownEntry = Pick<Entry, 'address' | 'approval' | 'breakGlass'> & {
  readonly workspaceName: string;
  readonly organization: string;
};

/**
 * How many characters of parameters one message has room for, beside everything else that people decide on: where it runs,
 * and who has to approve. Nothing below 0 fits whatever the parameters are.
 */
export function roomForParameters({ address, approval, breakGlass, workspaceName, organization }: ShownEntry): number {
  const names = [address, workspaceName, organization].reduce((sum, name) => sum + lengthEscaped(name), 0);
  const approvers = approval.required.reduce((sum, { from, count }) => sum + lengthOfList(from) + count * APPROVAL, 0);
  const glass = breakGlass.people.length + breakGlass.groups.length > 0 ? GLASS : 0;
  return MOST_IN_MESSAGE - BESIDES - glass - names - approvers;
}

export const showParameter = (name: string, value: ParameterValue): ShownParameter => ({
  name,
  length: name.length + ' = '.length + lengthEscaped(String(value)) + 1,
});

/** `<@U…>` or `<!subteam^S…>` each, and the words between and around them. */
const lengthOfList = ({ people, groups }: PeopleList): number =>
  people.reduce((sum, id) => sum + id.length + 7, 0) + groups.reduce((sum, id) => sum + id.length + 16, 0) + 16;

/** Slack keeps `&` as `&amp;`, `<` and `>` as `&lt;` and `&gt;`. */
const lengthEscaped = (text: string): number =>
  text.length + 4 * (text.split('&').length - 1) + 3 * (text.split(/[<>]/).length - 1);

/** Values of at least so many characters are named where all of them are too long together. */
const LONG = 100;
/** So many of them, the longest first. */
const NAMED = 10;

/** What people decide on is shown to them whole or not asked: values that one message cannot show are too long together. */
export function refuseUnshown(
  shown: ShownEntry,
  values: Readonly<Record<string, ParameterValue>>,
): Refusal | undefined {
  const parameters = Object.entries(values).map(([name, value]) => showParameter(name, value));
  const excess = sumOf(parameters) - roomForParameters(shown);
  if (excess <= 0) return undefined;
  const longest = [...parameters].sort((one, other) => other.length - one.length);
  const named = longest.filter(({ length }, index) => index === 0 || length >= LONG).slice(0, NAMED);
  const names = joinSentences(
    named.map(({ name }) => sentence`${name} (${count([...String(values[name])].length)})`),
    ', ',
  );
  const escaping = named.some(({ name }) => /[&<>]/.test(String(values[name])));
  return new Refusal(
    'too_long_to_show',
    sentence`${names} ${named.length === 1 ? 'is' : 'are together'} ${count(excess)} characters too long: one message has to show everything that people decide on.`,
    sentence`Shorten ${named.length === 1 ? 'it' : 'them'} by ${count(excess)} characters and ask again.${escaping ? ESCAPING : ''}`,
  );
}

/** Slack keeps these three characters as `&amp;`, `&lt;` and `&gt;`. */
const ESCAPING = ' Slack counts & as 5 characters, and < and > as 4.';

export const sumOf = (parameters: readonly ShownParameter[]): number =>
  parameters.reduce((sum, { length }) => sum + length, 0);

const count = (number: number): string => number.toLocaleString('en-US');
