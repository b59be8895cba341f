import type { SeenMessage } from '../../src/sandbox/slack/seen-message.ts';
import { CHANNEL, PEOPLE } from '../team.ts';
import type { Action } from './acme.ts';
import { type Act, pick, split } from './act.ts';
import { CHANGES } from './changes.ts';
import { FAULTS } from './faults.ts';
import type { History } from './history.ts';

const EVERYBODY = Object.values(PEOPLE);
const ENTRIES: readonly (readonly [Action, 'prod' | 'staging'])[] = [
  ['cleanup', 'prod'],
  ['cleanup', 'prod'],
  ['failover', 'prod'],
  ['cleanup', 'staging'],
  ['failover', 'staging'],
];

/** The messages with buttons that this person sees in the channel and in direct messages. */
function pressable({ world }: History, person: string): readonly SeenMessage[] {
  if (world.slack.channels.find(({ id }) => id === CHANNEL)?.isArchived) return [];
  const seen = world.slack.sees(person, CHANNEL).filter((message) => message.author !== 'USLACKBOT');
  return seen.filter((message) => world.slack.buttons(message).length > 0).toReversed();
}

const press =
  (choose: (label: string) => boolean, wait = 200): Act =>
  async (history, number) => {
    const [who, rest] = split(number, EVERYBODY.length);
    const person = pick(EVERYBODY, who);
    const [which, other] = split(rest, 8);
    const messages = pressable(history, person).filter((message) =>
      history.world.slack.buttons(message).some(({ label }) => choose(label)),
    );
    const message = messages[which % 3 === 2 ? which % Math.max(1, messages.length) : 0];
    if (message === undefined) return history.world.time.passes(wait);
    const buttons = history.world.slack.buttons(message).filter(({ label }) => choose(label));
    history.press(person, pick(buttons, other).label, message, which % 4 === 3 ? 2 : 1);
    await history.world.time.passes(wait);
    history.submitModals(person);
    await history.world.time.passes(wait);
  };

const asks: Act = async (history, number) => {
  const [who, rest] = split(number, 4);
  const [entry, more] = split(rest, ENTRIES.length);
  const person = pick([PEOPLE.ana, PEOPLE.dia, PEOPLE.ben, PEOPLE.cem], who);
  const [action, environment] = pick(ENTRIES, entry);
  const days = action === 'cleanup' && more % 2 === 0 ? 1 + (more % 300) : undefined;
  await history.asks(person, action, environment, days);
};

const passes =
  (milliseconds: (number: number) => number): Act =>
  (history, number) =>
    history.world.time.passes(milliseconds(number));

/** Everybody of sre presses Approve at the same time, and somebody Deny or Withdraw. */
const decideAtOnce: Act = async (history, number) => {
  const person = pick([PEOPLE.ben, PEOPLE.cem], number);
  for (const [who, label] of [
    [PEOPLE.ben, 'Approve'],
    [PEOPLE.cem, 'Approve'],
    [person, number % 3 === 0 ? 'Deny' : 'Approve'],
    [PEOPLE.ana, number % 5 === 0 ? 'Withdraw' : 'Approve'],
  ] as const) {
    const message = pressable(history, who).find((one) =>
      history.world.slack.buttons(one).some((button) => button.label === label),
    );
    if (message !== undefined) history.press(who, label, message, 1);
  }
  await history.world.time.passes(200);
  for (const one of EVERYBODY) history.submitModals(one);
  await history.world.time.passes(200);
};

/** What people do who only want the run. */
const goOn: Act = async (history, number) => {
  await asks(history, number);
  await decideAtOnce(history, 1);
  await history.world.time.passes(2_000);
  await press((label) => label === 'Confirm and apply')(history, 1 + (number % 2));
};

const says =
  (text: (number: number) => string): Act =>
  async (history, number) => {
    history.says(pick(EVERYBODY, number), text(Math.floor(number / EVERYBODY.length)));
    await history.world.time.passes(200);
  };

const countedAll = (table: typeof FAULTS): typeof FAULTS =>
  Object.fromEntries(Object.entries(table).map(([name, [weight, act]]) => [name, [weight, counted(name, act)]]));

const counted =
  (kind: string, act: Act): Act =>
  async (history, number) => {
    history.injected.set(kind, (history.injected.get(kind) ?? 0) + 1);
    if (/^a replica|^the clock|^the database is/.test(kind)) history.wasCutOff = true;
    await act(history, number);
    await history.world.time.passes(50);
  };

/** Every step by its name, with how often it is drawn. */
export const STEPS: Readonly<Record<string, readonly [weight: number, act: Act]>> = {
  'go on': [14, goOn],
  asks: [10, asks],
  'run it': [8, press((label) => label === 'Run it')],
  approve: [10, press((label) => label === 'Approve')],
  confirm: [6, press((label) => label === 'Confirm and apply')],
  'decide at once': [6, decideAtOnce],
  'press anything': [8, press(() => true)],
  'end it': [4, press((label) => /^(Deny|Withdraw|Discard|Cancel run)$/.test(label))],
  'a moment passes': [10, passes((number) => 100 + (number % 30) * 100)],
  'half a minute passes': [2, passes((number) => 5_000 + (number % 20) * 1_000)],
  'minutes pass': [1, passes((number) => 60_000 + (number % 2) * 60_000)],
  freeze: [1, says((number) => `/tf-action freeze ${pick(['prod', 'staging'], number)} ${1 + (number % 3)}m upkeep`)],
  unfreeze: [1, says((number) => `/tf-action unfreeze ${pick(['prod', 'staging'], number)}`)],
  ...countedAll({ ...FAULTS, ...CHANGES }),
};

/** What people do happens in every history; of what goes wrong, each history has a few kinds. */
const PEOPLES: readonly string[] = Object.keys(STEPS).filter((name) => !(name in FAULTS) && !(name in CHANGES));
const TROUBLES: readonly string[] = [...Object.keys(FAULTS), ...Object.keys(CHANGES)];
const KINDS_OF_TROUBLE = 4;

/** The names that a history with these troubles draws from, each as often as it is drawn. */
export function drawnWith(random: () => number, only: readonly string[] = []): readonly string[] {
  const weighted = TROUBLES.flatMap((name) => Array.from({ length: STEPS[name]?.[0] ?? 0 }, () => name));
  const unknown = only.find((name) => !TROUBLES.includes(name));
  if (unknown !== undefined) throw new Error(`There is no trouble “${unknown}”, only: ${TROUBLES.join(', ')}.`);
  const drawn = Array.from({ length: KINDS_OF_TROUBLE }, () => pick(weighted, Math.floor(random() * weighted.length)));
  const chosen = only.length > 0 ? only : drawn;
  return [
    ...PEOPLES.flatMap((name) => Array.from({ length: STEPS[name]?.[0] ?? 0 }, () => name)),
    ...repeat(chosen, Math.round(32 / chosen.length)),
  ];
}

const repeat = (names: readonly string[], times: number): readonly string[] =>
  Array.from({ length: times }, () => names).flat();
