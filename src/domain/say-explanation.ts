import { printDuration } from './duration.ts';
import type { Entry } from './entry.ts';
import type { ExplainedLine, ExplainedList, Explanation, StandsIn } from './explanation.ts';
import { describeParameter } from './parameters.ts';
import { sayChannels, sayPeople } from './say-people.ts';

/** A line in our own words, with ids as `@U…`, `@S…` and `#C…`; or one that repeats what somebody typed, and is shown as it is. */
export interface ExplanationLine {
  readonly text: string;
  readonly repeatsWhatWasTyped?: boolean;
}

export interface SaidExplanation {
  readonly answer: string;
  readonly parts: readonly { readonly title: string; readonly lines: readonly ExplanationLine[] }[];
}

/** May they, by which rule of which level, who has to agree and could, and which guards hold. */
export function sayExplanation(explanation: Explanation): SaidExplanation {
  const { entry, person } = explanation;
  const name = `${entry.action} in ${entry.environment}`;
  const answers = {
    allowed: `Yes: @${person} may ask for ${name}.`,
    refused: `No: @${person} may not ask for ${name}.`,
    unknown: `Not known: whether @${person} may ask for ${name} depends on user groups, and Slack was not asked.`,
  };
  const parts = [
    { title: 'What says no', lines: sayRefusals(explanation) },
    { title: 'Who may ask', lines: explanation.requesters.map((list) => ({ text: sayList(list, person) })) },
    { title: 'Where', lines: sayWhere(explanation) },
    { title: 'Who has to agree', lines: sayApprovals(explanation) },
    { title: 'What holds besides', lines: [...sayGuards(entry), ...sayOwnRights(explanation)] },
  ];
  return { answer: answers[explanation.answer], parts: parts.filter(({ lines }) => lines.length > 0) };
}

function sayRefusals({ refusals, freeze }: Explanation): readonly ExplanationLine[] {
  const frozen =
    freeze === undefined
      ? []
      : [
          {
            text: freeze.holds
              ? `The freeze ${freeze.freeze.name} holds until ${sayTime(freeze.freeze.until)}.`
              : `Not yet: the next freeze, ${freeze.freeze.name}, is from ${sayTime(freeze.freeze.from)} until ${sayTime(freeze.freeze.until)}.`,
          },
        ];
  return [
    ...refusals.map(({ code, sentence, hint }) =>
      code === 'bad_parameter'
        ? { text: `${sentence} ${hint}`, repeatsWhatWasTyped: true }
        : { text: `${sentence} ${hint}` },
    ),
    ...frozen,
  ];
}

const sayTime = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

function sayList({ level, list, stands }: ExplainedList, person: string): string {
  const where = `${level}.requesters is ${sayPeople(list)}`;
  if (stands === 'unknown') return `${where}: not known whether @${person} is in it`;
  return stands === 'not'
    ? `${where}: @${person} is not in it`
    : `${where}: @${person} is, ${sayThrough(stands, person)}`;
}

const sayThrough = ({ through }: Exclude<StandsIn, string>, person: string): string => {
  if (through === person) return 'by name';
  return through === 'everyone' ? 'as a full member' : `through @${through}`;
};

const sayWhere = ({ channels }: Explanation): readonly ExplanationLine[] =>
  channels.length === 0
    ? [{ text: 'In any channel of the team' }]
    : channels.map((list) => ({ text: `${list.level}.channels: only in ${sayChannels(list.channels)}` }));

function sayApprovals({ required, canBeApproved, entry }: Explanation): readonly ExplanationLine[] {
  if (required.length === 0) return [{ text: 'Nobody' }];
  const own = entry.approval.allowRequester ? 'one’s own approval counts' : 'nobody approves their own request';
  const lines = required.map((line) => ({ text: sayLine(line) }));
  const enough =
    canBeApproved === false ? [{ text: 'As things are, those who could are too few, so it would expire.' }] : [];
  return [...lines, ...enough, { text: `Within ${printDuration(entry.approval.expires)}; ${own}` }];
}

/** So many of those who could approve are named. */
const NAMED = 8;

function sayLine({ level, line, people, isWhole }: ExplainedLine): string {
  const said = `${level}.approval.required: ${line.count} of ${sayPeople(line.from)}`;
  const more = people.length - NAMED;
  const named = people.slice(0, NAMED).map((id) => `@${id}`);
  const could = [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ');
  if (isWhole) return `${said}; could: ${could === '' ? 'nobody' : could}`;
  const groups = line.from.groups.map((id) => `@${id}`).join(', ');
  return `${said}; could: ${could === '' ? '' : `${could}, and `}whoever is in ${groups}`;
}

const APPLIES = {
  automatic: 'apply: automatic, so a planned run is applied once it is approved',
  by_hand: 'apply: by_hand, so a planned run waits for Confirm and apply',
  rehearse: 'apply: rehearse, so nothing is ever invoked',
} as const;

function sayGuards(entry: Entry): readonly ExplanationLine[] {
  const { maxInvocations, maxOpen, cooldown, preview } = entry;
  const guards = [
    APPLIES[entry.apply],
    `max_invocations: ${maxInvocations}`,
    `start_within: ${printDuration(entry.startWithin)}, confirm_within: ${printDuration(entry.confirmWithin)}`,
    ...(cooldown === undefined ? [] : [`cooldown: ${printDuration(cooldown)} after its last run`]),
    ...(maxOpen === undefined ? [] : [`max_open: ${maxOpen} at the same time`]),
    ...(preview ? ['preview: a plan-only run goes before the approvals'] : []),
    ...Object.entries(entry.parameters).map(([name, one]) => `parameter ${name}: ${describeParameter(one)}`),
  ];
  return guards.map((text) => ({ text }));
}

function sayOwnRights({ entry, person, approves, breaksGlass }: Explanation): readonly ExplanationLine[] {
  const say = (stands: StandsIn, what: string): readonly ExplanationLine[] => {
    if (stands === 'unknown') return [{ text: `Not known whether @${person} may ${what}` }];
    return stands === 'not' ? [] : [{ text: `@${person} may ${what}, ${sayThrough(stands, person)}` }];
  };
  const { people, groups } = entry.breakGlass;
  return [
    ...(entry.approval.required.length === 0 ? [] : say(approves, 'approve requests of others')),
    ...(people.length + groups.length === 0 ? [] : say(breaksGlass, 'break glass: without approvals, with a reason')),
  ];
}
