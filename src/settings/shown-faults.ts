import type { Entry, ParameterDefinition, ParameterValue } from '../domain/entry.ts';
import { roomForParameters, type ShownParameter, showParameter, sumOf } from '../domain/shown-whole.ts';

const count = (number: number): string => number.toLocaleString('en-US');

/** Reports entries that never fit into one Slack message, where people must see everything that they decide on. */
export function faultInShowing(entry: Entry): string | undefined {
  const room = roomOf(entry);
  const excess = sumOf(parametersWith(entry, shortestOf)) - room;
  if (excess <= 0) return undefined;
  const what = `cannot be shown whole in ${entry.environment}`;
  return room < 0
    ? `${what}: those who must approve take ${count(-room)} characters more than one Slack message has. Name user groups instead of people, or fewer people.`
    : `${what}: even the shortest values of its parameters take ${count(excess)} characters more than one Slack message has. Take parameters out, or shorten their names and values.`;
}

/** Warns that requests with long values will be refused. `undefined` if every value fits. */
export function warningInShowing(entry: Entry): string | undefined {
  const longest = parametersWith(entry, longestOf);
  const excess = sumOf(longest) - roomOf(entry);
  if (excess <= 0) return undefined;
  const names = [...longest].sort((one, other) => other.length - one.length).map(({ name }) => name);
  const named = names.length > NAMED ? [...names.slice(0, NAMED), `${names.length - NAMED} more`] : names;
  return `values in ${entry.environment} can be ${count(excess)} characters longer than one Slack message can show, and such a request is refused. Lower max_length of ${named.join(', ')}.`;
}

/** The most parameters to name, longest values first. */
const NAMED = 5;

const roomOf = (entry: Entry): number => roomForParameters({ ...entry, workspaceName: entry.workspace });

const parametersWith = (
  { parameters }: Entry,
  pick: (definition: ParameterDefinition) => ParameterValue,
): readonly ShownParameter[] =>
  Object.entries(parameters).map(([name, definition]) => showParameter(name, pick(definition)));

const byLength = (values: readonly string[]): readonly string[] =>
  [...values].sort((one, other) => one.length - other.length);

function shortestOf(definition: ParameterDefinition): ParameterValue {
  switch (definition.type) {
    case 'string':
      return 'x'.repeat(definition.minLength ?? 1);
    case 'enum':
      return byLength(definition.values)[0] ?? '';
    case 'boolean':
      return true;
    default:
      return 0;
  }
}

/** The longest numbers, with sign and point. */
const LONGEST_NUMBER = '-123456789012345.6';

function longestOf(definition: ParameterDefinition): ParameterValue {
  switch (definition.type) {
    case 'string':
      return 'x'.repeat(definition.maxLength);
    case 'enum':
      return byLength(definition.values).at(-1) ?? '';
    case 'boolean':
      return false;
    default: {
      const { minimum, maximum } = definition;
      const bounded = minimum !== undefined && maximum !== undefined && definition.type === 'integer';
      return bounded ? (byLength([String(minimum), String(maximum)]).at(-1) ?? '') : LONGEST_NUMBER;
    }
  }
}
