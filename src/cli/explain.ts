import { askSlack } from '../assemble/slack-team.ts';
import { type Allowlist, findEntry } from '../domain/entry.ts';
import type { Explanation } from '../domain/explanation.ts';
import type { PeopleList, PersonId } from '../domain/person.ts';
import { sayExplanation } from '../domain/say-explanation.ts';
import { joinSentences, namesIn, plainText, sentence, thePerson, type Words } from '../domain/sentence.ts';
import { suggest } from '../domain/suggest.ts';
import { explainEntry, type KnownPeople, listsToExplain, type Question } from '../flows/asking/explain-entry.ts';
import { CouldNotFindOut } from '../flows/guarding/could-not-find-out.ts';
import { readPerson, readUsableChannel } from '../flows/guarding/read-rights.ts';
import type { Clock } from '../flows/ports/clock.ts';
import type { SlackTeam } from '../flows/ports/slack-team.ts';
import { readAllowlist } from '../settings/allowlist-file.ts';
import { eitherOf, SettingsFault } from '../settings/fault.ts';
import { readTextFile, sayUnreadable } from '../settings/read-text.ts';

export interface ExplainOptions {
  readonly file: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly write: (line: string) => void;
  readonly clock: Clock;
  readonly action: string;
  readonly environment: string;
  /** Each as `name=value`. */
  readonly parameters: readonly string[];
  /** An id, or a name in the file. */
  readonly person: string;
  readonly channel?: string;
  /** ISO 8601. Absent: now. */
  readonly at?: string;
  /** The person's only user groups, or `none`. Empty: ask Slack, if possible. */
  readonly groups: readonly string[];
  readonly expect?: 'allowed' | 'refused';
}

const EXIT = { allowed: 0, refused: 1, unknown: 2 } as const;

/**
 * Explains whether a person may request an entry. Exit codes: 0 allowed, 1 not allowed, 2 unknown or could not run.
 * With `expect`: 0 as expected, 1 not as expected; unknown stays 2.
 */
export async function runExplain(options: ExplainOptions): Promise<number> {
  try {
    const { explanation, names, notes } = await explain(options);
    for (const line of [...print(explanation), ...notes])
      options.write(plainText(line, ({ id }) => names.get(id) ?? id));
    const { answer } = explanation;
    if (options.expect === undefined || answer === 'unknown') return EXIT[answer];
    if (answer === options.expect) return 0;
    options.write(`Expected ${options.expect}, but it is ${answer}.`);
    return 1;
  } catch (error) {
    if (error instanceof SettingsFault) for (const fault of error.faults) options.write(fault);
    else if (error instanceof CouldNotFindOut) options.write(error.sentence);
    else throw error;
    return EXIT.unknown;
  }
}

type Names = ReadonlyMap<string, string>;

async function explain(options: ExplainOptions): Promise<{
  readonly explanation: Explanation;
  readonly names: Names;
  readonly notes: readonly Words[];
}> {
  const { allowlist, names } = readAllowlist(readText(options.file), options.file, undefined);
  const idOf = (name: string): string => [...names].find(([, said]) => said === name)?.[0] ?? name;
  const entry = findEntry(allowlist, options.action, options.environment);
  if (entry === undefined) throw new SettingsFault([sayNoEntry(options, allowlist)]);
  const person = read(idOf(options.person), /^[UW][A-Z0-9]{2,}$/, '--person', 'U… or W…');
  const team = askSlack(options.env, readTextFile, options.clock)?.team;
  const groups = options.groups
    .filter((group) => group !== 'none')
    .map((group) => read(idOf(group), /^S[A-Z0-9]{2,}$/, '--group', 'S…, or none'));
  const { known, notes } = await readKnown(
    team,
    person,
    listsToExplain(allowlist, entry),
    options.groups.length === 0 ? undefined : groups,
  );
  const at = readTime(options);
  const question = { allowlist, entry, known, at, fromChat: [], parameters: readGiven(options.parameters) };
  return { explanation: explainEntry({ ...question, ...(await readChannel(team, options, idOf)) }), names, notes };
}

function readText(file: string): string {
  try {
    return readTextFile(file);
  } catch (error) {
    throw new SettingsFault([sayUnreadable(file, error)]);
  }
}

function sayNoEntry({ action, environment, file }: ExplainOptions, { entries }: Allowlist): string {
  const all = entries.map((entry) => `${entry.action} ${entry.environment}`);
  const actions = suggest(action, new Set(entries.map((entry) => entry.action)));
  const environments = suggest(environment, new Set(entries.map((entry) => entry.environment)));
  const near = all.filter((name) => {
    const [ofAction = '', ofEnvironment = ''] = name.split(' ');
    return [action, ...actions].includes(ofAction) && [environment, ...environments].includes(ofEnvironment);
  });
  const meant = near.length > 0 ? ` Did you mean ${eitherOf(near)}?` : ` It has: ${all.join(', ')}.`;
  return `${file} has no entry ${action} ${environment}, so nobody can request it.${meant}`;
}

function read(value: string, shape: RegExp, option: string, wanted: string): string {
  if (shape.test(value)) return value;
  throw new SettingsFault([`${option} has to be ${wanted}, or a name from the file, not ${value}.`]);
}

function readTime({ at, clock }: ExplainOptions): Date {
  const time = at === undefined ? clock.now() : /^\d{4}-\d{2}-\d{2}/.test(at) ? Date.parse(at) : Number.NaN;
  if (Number.isNaN(time)) throw new SettingsFault([`--at has to be a time such as 2026-12-24T16:00:00Z, not ${at}.`]);
  return new Date(time);
}

function readGiven(parameters: readonly string[]): ReadonlyMap<string, string> {
  const given = parameters.map((text) => {
    const equals = text.indexOf('=');
    if (equals <= 0) throw new SettingsFault([`${text} is not a parameter. Write name=value.`]);
    return [text.slice(0, equals).toLowerCase(), text.slice(equals + 1)] as const;
  });
  if (new Map(given).size < given.length) throw new SettingsFault(['A parameter is given twice.']);
  return new Map(given);
}

/**
 * Reads what is known about the person. Pretended groups are the person's only ones and say nothing about anybody else.
 */
async function readKnown(
  team: SlackTeam | undefined,
  person: PersonId,
  lists: readonly PeopleList[],
  pretended: readonly string[] | undefined,
): Promise<{ readonly known: KnownPeople; readonly notes: readonly Words[] }> {
  const read = team === undefined ? undefined : await readPerson(team, person, lists);
  const standing = read?.standing ?? { id: person, name: person, outside: undefined };
  const notes =
    team === undefined
      ? [sentence`Slack was not asked: ${thePerson(person)} is taken to be a full member of the team.`]
      : [];
  if (pretended !== undefined) {
    const groups = { readAt: new Date(0), members: new Map(pretended.map((id) => [id, new Set([person])])) };
    const said =
      pretended.length === 0
        ? 'no user group'
        : sentence`these user groups alone: ${joinSentences(namesIn({ people: [], groups: pretended }), ', ')}`;
    return {
      known: { standing, groups, groupsOf: 'the_person' },
      notes: [...notes, sentence`${thePerson(person)} is taken to be in ${said}.`],
    };
  }
  if (read !== undefined) return { known: { standing, groups: read.groups, groupsOf: 'everybody' }, notes };
  return { known: { standing, groups: undefined, groupsOf: 'nobody' }, notes };
}

async function readChannel(
  team: SlackTeam | undefined,
  { channel: given }: ExplainOptions,
  idOf: (name: string) => string,
): Promise<Pick<Question, 'channel' | 'channelId'>> {
  if (given === undefined) return {};
  const channelId = read(idOf(given.replace(/^#/, '')), /^[CGD][A-Z0-9]{2,}$/, '--channel', 'C…, G… or D…');
  if (team !== undefined) return { channelId, channel: await readUsableChannel(team, channelId) };
  const kind = channelId.startsWith('D') ? 'direct_message' : 'channel';
  const unread = { name: undefined, sharedWithOutsiders: false, botMayWrite: undefined, archived: false };
  return { channelId, channel: { id: channelId, kind, ...unread } };
}

/** The lines to print, in which ids become the file's names. */
function print(explanation: Explanation): readonly Words[] {
  const { answer, parts } = sayExplanation(explanation);
  return [
    answer,
    ...parts.flatMap(({ title, lines }) => ['', `${title}:`, ...lines.map((line) => sentence`  ${line}`)]),
    '',
  ];
}
