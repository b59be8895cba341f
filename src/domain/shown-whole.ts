import type { Entry, ParameterValue } from './entry.ts';
import type { PeopleList } from './person.ts';
import { Refusal } from './refusal.ts';
import { joinSentences, sentence } from './sentence.ts';

/**
 * The most text in all parts of one Slack message (characters). Slack refuses messages of about 12,000 and does not
 * document how it counts, so our messages stay below this.
 */
export const MOST_IN_MESSAGE = 10_000;

/**
 * Room for everything else in a request message, in any state: labels, steps, links, dialogs, and what it waits for.
 */
const BESIDES = 2_200;
/** Room for the reason of broken glass, which reviewers read in full: up to 1,000 characters of two units each. */
const GLASS = 2_600;
/** Room for a mention of an approver and the words around it. */
const APPROVAL = 27;

/** The length of one parameter in a request message: `name = value` and the end of its line (characters). */
export interface ShownParameter {
  readonly name: string;
  readonly length: number;
}

/** The entry's parts that a request message shows. */
type ShownEntry = Pick<Entry, 'address' | 'approval' | 'breakGlass'> & {
  readonly workspaceName: string;
  readonly organization: string;
};

/**
 * The room for parameters in one message (characters), besides what else people decide on: where it runs, and who has
 * to approve. If it is negative, no parameters fit.
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

/** The length of `<@U…>` or `<!subteam^S…>` for each, and the words between and around them. */
const lengthOfList = ({ people, groups }: PeopleList): number =>
  people.reduce((sum, id) => sum + id.length + 7, 0) + groups.reduce((sum, id) => sum + id.length + 16, 0) + 16;

/** The length in Slack, which stores `&` as `&amp;`, and `<` and `>` as `&lt;` and `&gt;`. */
const lengthEscaped = (text: string): number =>
  text.length + 4 * (text.split('&').length - 1) + 3 * (text.split(/[<>]/).length - 1);

/** If all values together are too long, those of at least this many characters are named. */
const LONG = 100;
/** The most values to name, longest first. */
const NAMED = 10;

/** Refuses values that do not fit in one message, since people must see everything that they decide on. */
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

/** Slack stores these three characters as `&amp;`, `&lt;` and `&gt;`. */
const ESCAPING = ' Slack counts & as 5 characters, and < and > as 4.';

export const sumOf = (parameters: readonly ShownParameter[]): number =>
  parameters.reduce((sum, { length }) => sum + length, 0);

const count = (number: number): string => number.toLocaleString('en-US');
