import type { Entry } from './entry.ts';
import type { ExplainedLine, ExplainedList, Explanation, StandsIn } from './explanation.ts';
import { GUARD_KEYS, type GuardKey, guardRow, valueOfGuard } from './guards.ts';
import { describeParameter } from './parameters.ts';
import type { PersonId } from './person.ts';
import { sayChannels, sayPeople } from './say-people.ts';
import {
  joinSentences,
  namesIn,
  type Sentence,
  sentence,
  sentenceOf,
  theGroup,
  thePerson,
  theTime,
  type Words,
} from './sentence.ts';

interface ExplanationPart {
  readonly title: string;
  readonly lines: readonly Sentence[];
  /** Every line is shown where there is room, since nothing else lists them. */
  readonly isWhole?: boolean;
}

export interface SaidExplanation {
  readonly answer: Sentence;
  readonly parts: readonly ExplanationPart[];
}

/** May they, by which rule of which level, who has to agree and could, and which guards hold. */
export function sayExplanation(explanation: Explanation): SaidExplanation {
  const { entry, person } = explanation;
  const name = sentence`${entry.action} in ${entry.environment}`;
  const who = thePerson(person);
  const answers = {
    allowed: sentence`Yes: ${who} may ask for ${name}.`,
    refused: sentence`No: ${who} may not ask for ${name}.`,
    onlyGlass: sentence`Only by breaking glass: ${who} may ask for ${name}.`,
    unknown: sentence`Not known: whether ${who} may ask for ${name} depends on user groups, and Slack was not asked.`,
  };
  const parts: readonly ExplanationPart[] = [
    { title: 'Why not', lines: sayRefusals(explanation) },
    { title: 'Who may ask', lines: explanation.requesters.map((list) => sayList(list, person)) },
    { title: 'Where', lines: sayWhere(explanation) },
    { title: 'Who has to approve', lines: sayApprovals(explanation) },
    {
      title: 'Parameters',
      lines: Object.entries(entry.parameters).map(([name, one]) => sentence`${name}: ${describeParameter(one)}`),
      isWhole: true,
    },
    {
      title: 'Other rules',
      lines: [...sayNextFreeze(explanation), ...sayGuards(entry), ...sayOwnRights(explanation)],
    },
  ];
  const isByGlass = explanation.refusals.length === 0 && explanation.onlyGlass.length > 0;
  return {
    answer: answers[isByGlass ? 'onlyGlass' : explanation.answer],
    parts: parts.filter(({ lines }) => lines.length > 0),
  };
}

const sayRefusals = ({ refusals, onlyGlass }: Explanation): readonly Sentence[] =>
  [...refusals, ...onlyGlass].map(({ sentence: said, hint }) => (hint.length === 0 ? said : sentence`${said} ${hint}`));

/** One that holds already says no itself. */
function sayNextFreeze({ freeze }: Explanation): readonly Sentence[] {
  if (freeze === undefined || freeze.holds) return [];
  const { name, reason, from, until } = freeze.freeze;
  const why = reason === undefined ? sentence`` : sentence` (${reason})`;
  return [sentence`The next freeze is ${name}${why}, from ${theTime(from)} until ${theTime(until)}.`];
}

function sayList({ level, list, stands }: ExplainedList, person: PersonId): Sentence {
  const where = sentence`${level}.requesters is ${sayPeople(list)}`;
  const who = thePerson(person);
  if (stands === 'unknown') return sentence`${where}: not known whether ${who} is in it`;
  return stands === 'not'
    ? sentence`${where}: ${who} is not in it`
    : sentence`${where}: ${who} is, ${sayThrough(stands, person)}`;
}

const sayThrough = ({ through }: Exclude<StandsIn, string>, person: PersonId): Sentence => {
  if (through === person) return sentence`by name`;
  return through === 'everyone' ? sentence`as a full member` : sentence`through ${theGroup(through)}`;
};

const sayWhere = ({ channels }: Explanation): readonly Sentence[] =>
  channels.length === 0
    ? [sentence`In any channel of the team`]
    : channels.map((list) => sentence`${list.level}.channels: only in ${sayChannels(list.channels)}`);

function sayApprovals({ required, entry }: Explanation): readonly Sentence[] {
  if (required.length === 0) return [sentence`Nobody`];
  return [...required.map(sayLine), sentenceOf(sayLineOf(entry, 'expires', '; '))];
}

/** The most possible approvers that are named. */
const NAMED = 8;

function sayLine({ level, line, people, isWhole }: ExplainedLine): Sentence {
  const said = sentence`${level}.approval.required: ${line.count} of ${sayPeople(line.from)}`;
  const more = people.length - NAMED;
  const named: readonly Words[] = people.slice(0, NAMED).map((id) => [thePerson(id)]);
  const could = joinSentences([...named, ...(more > 0 ? [`${more} more`] : [])], ', ');
  if (isWhole) return sentence`${said}; who can: ${could.length === 0 ? 'nobody' : could}`;
  const groups = joinSentences(namesIn({ people: [], groups: line.from.groups }), ', ');
  return sentence`${said}; who can: ${could}${could.length === 0 ? '' : ', and '}whoever is in ${groups}`;
}

/** Guards that are said in the line of another one. Every other guard has a line of its own. */
const SAID_WITH: Readonly<Partial<Record<GuardKey, GuardKey>>> = {
  allowRequester: 'expires',
  confirmWithin: 'startWithin',
};

function sayGuards(entry: Entry): readonly Sentence[] {
  const withOwnLine = GUARD_KEYS.filter((guard) => SAID_WITH[guard] === undefined && guard !== 'expires');
  return withOwnLine
    .map((guard) => sayLineOf(entry, guard, ', '))
    .filter((line) => line !== '')
    .map(sentenceOf);
}

/** What a guard, and those that are said with it, mean for this entry; empty if none of them says anything. */
const sayLineOf = (entry: Entry, guard: GuardKey, between: string): string =>
  GUARD_KEYS.filter((key) => key === guard || SAID_WITH[key] === guard)
    .map((key) => sayGuard(entry, key))
    .filter((said) => said !== undefined)
    .join(between);

function sayGuard<Key extends GuardKey>(entry: Entry, guard: Key): string | undefined {
  const value = valueOfGuard(entry, guard);
  return value === undefined ? undefined : guardRow(guard).explain(value);
}

function sayOwnRights({ entry, person, approves, breaksGlass, freezes }: Explanation): readonly Sentence[] {
  const who = thePerson(person);
  const say = (stands: StandsIn, what: string): readonly Sentence[] => {
    if (stands === 'unknown') return [sentence`Not known whether ${who} may ${what}`];
    return stands === 'not' ? [] : [sentence`${who} may ${what}, ${sayThrough(stands, person)}`];
  };
  const { people, groups } = entry.breakGlass;
  return [
    ...(entry.approval.required.length === 0 ? [] : say(approves, 'approve requests of others')),
    ...(people.length + groups.length === 0 ? [] : say(breaksGlass, 'break glass: without approvals, with a reason')),
    ...say(freezes, `freeze ${entry.environment}`),
  ];
}
