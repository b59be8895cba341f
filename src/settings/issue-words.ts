import type { z } from 'zod';
import { suggest } from '../domain/suggest.ts';
import { eitherOf, type Fault, type Path, show } from './fault.ts';

type Issue = z.core.$ZodIssue;

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
};

/** Every key of the format, for finding what a mistyped one may have meant. */
const KEYS = [
  ...['version', 'people', 'channels', 'everywhere', 'environments', 'actions', 'freezes', 'notify', 'failure'],
  ...['organization', 'workspace', 'connection', 'description', 'requesters', 'approval', 'required', 'expires'],
  ...['allow_requester', 'from', 'count', 'apply', 'max_invocations', 'start_within', 'confirm_within', 'address'],
  ...['parameters', 'variable', 'type', 'values', 'default', 'minimum', 'maximum', 'min_length', 'max_length'],
  ...['break_glass', 'cooldown', 'max_open', 'preview', 'post_to', 'viewers', 'operators', 'admin_channel'],
  ...['audit_channel', 'retention', 'limits'],
];

/** One fault an issue, and one for each key that is not known. */
export function faultOfIssue(issue: Issue, data: unknown): readonly Fault[] {
  const path = issue.path.filter((step) => typeof step !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], at: 'key', text: sayUnknownKey(key) }));
  }
  if (issue.code === 'invalid_key') {
    const [first] = issue.issues;
    return [{ path, at: 'key', text: first?.message ?? 'is no name.' }];
  }
  if (issue.code === 'invalid_union') return [nearestOf(issue, path, data)];
  const at = issue.code === 'custom' && issue.params?.at === 'key' ? 'key' : 'value';
  return [{ path, at, text: sayIssue(issue, valueAt(data, path)) }];
}

const sayUnknownKey = (key: string): string => {
  const near = suggest(key, KEYS).filter((known) => known !== key);
  return `is no key that is known here. ${near.length > 0 ? `Did you mean ${eitherOf(near)}?` : 'Take it out.'}`;
};

function sayIssue(issue: Issue, value: unknown): string {
  if (issue.code === 'invalid_type') {
    const kind = KINDS[issue.expected] ?? issue.expected;
    if (value === undefined) return `is missing. Add it: ${kind}.`;
    return issue.message.startsWith('Invalid input') ? `has to be ${kind}, not ${show(value)}.` : issue.message;
  }
  if (issue.code === 'invalid_value' && issue.message.startsWith('Invalid')) {
    return `has to be ${eitherOf(issue.values.map(String))}, not ${show(value)}.`;
  }
  return issue.message;
}

/** Of several shapes the one that the value has the kind of is meant, so its own fault is said. */
function nearestOf(issue: Extract<Issue, { code: 'invalid_union' }>, path: Path, data: unknown): Fault {
  const value = valueAt(data, path);
  const deep = issue.errors.flat().filter((inner) => inner.path.length > 0 || inner.code === 'custom');
  const [inner] = deep;
  if (inner === undefined || value === undefined || typeof value === 'number') {
    const said = issue.message.startsWith('Invalid')
      ? `has to be a name, or a list of names, not ${show(value)}.`
      : issue.message;
    return { path, at: 'value', text: value === undefined ? `is missing. ${said}` : said };
  }
  const [fault] = faultOfIssue({ ...inner, path: [...path, ...inner.path] }, data);
  return fault ?? { path, at: 'value', text: issue.message };
}

const valueAt = (data: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step) ? Reflect.get(value, step) : undefined,
    data,
  );
