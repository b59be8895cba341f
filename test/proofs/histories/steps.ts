import fc from 'fast-check';
import { ADDRESSES, GLASS, GROUPS, NAMES, PLACES, REQUESTERS, type Written } from './acme.ts';
import type { Button, History } from './history.ts';

/** Something that happens. The number selects to whom, or what exactly. */
type Step = (history: History, number: number) => Promise<void> | void;

/** The rest of a number after an index below the divisor was taken from it. */
export const beyond = (number: number, divisor: number): number => Math.floor(number / divisor);
const nameOf = (number: number): string => NAMES[number % NAMES.length] ?? 'ana';

const one =
  (button: Button): Step =>
  (history, number) =>
    history.press([{ person: nameOf(number), button, ago: beyond(number, 6) % 4 === 0 ? 1 : 0 }]);

/** This many people at once, starting with any of them. */
const several =
  (button: Button, people: number): Step =>
  (history, number) =>
    history.press(NAMES.slice(0, people).map((_, index) => ({ person: nameOf(number + index), button, ago: 0 })));

const everybody = (button: Button): Step => several(button, NAMES.length);

const edit =
  (change: (number: number, written: Written) => Partial<Written>): Step =>
  ({ acme }, number) => {
    acme.written = { ...acme.written, ...change(number, acme.written) };
  };

const passMoment: Step = async (history) => {
  await history.passes(3_000);
  history.terraform.moveOn();
};

/** The steps of people who only want the run. */
const goOn: Step = async (history, number) => {
  await everybody('run_it')(history, number);
  await several('approve', 3)(history, beyond(number, 6));
  await passMoment(history, number);
  await one('confirm')(history, beyond(number, 36));
};

const decideAtOnce: Step = (history, number) =>
  history.press([
    { person: nameOf(number), button: 'approve', ago: 0 },
    { person: nameOf(beyond(number, 6)), button: 'deny', ago: 0 },
    { person: nameOf(beyond(number, 36)), button: 'withdraw', ago: 0 },
  ]);

/** Nobody waits for approvals, or for the end of a freeze that may just have started. */
const goOnAtOnce: Step = async (history, number) => {
  if (number % 2 === 0) await freeze(history, beyond(number, 2));
  if (number % 3 === 0) await history.asks(nameOf(beyond(number, 3)));
  await several('break_glass', 3)(history, number);
  await passMoment(history, number);
  await several('confirm', 3)(history, number);
};

const freeze: Step = (history, number) => history.freezes(nameOf(number), (1 + (beyond(number, 6) % 4)) * 3_000);
const unfreeze: Step = (history, number) => history.unfreezes(nameOf(number));
const planFreeze: Step = ({ acme }, number) => {
  const from = acme.now + (number % 3) * 3_000;
  acme.planned = acme.planned === undefined ? { from, until: from + 6_000 } : undefined;
};

const joinOrLeave: Step = ({ acme }, number) => {
  const members = acme.members[GROUPS[number % GROUPS.length] ?? 'sre'];
  const person = nameOf(beyond(number, GROUPS.length));
  if (members?.delete(person) === false) members.add(person);
};

const KINDS = ['deactivated', 'guest', 'other_team', 'bot'] as const;
const deactivateOrBack: Step = ({ acme }, number) => {
  const person = nameOf(number);
  if (!acme.outside.delete(person)) acme.outside.set(person, KINDS[beyond(number, 6) % KINDS.length] ?? 'guest');
};

const uploadConfiguration: Step = ({ acme }) => {
  acme.configuration += 1;
};
const goAwayOrBack: Step = ({ terraform }) => {
  terraform.away = !terraform.away;
};
const troubles = ['later', 'unknown', 'unknown_but_made'] as const;
const troubleNextCreation: Step = ({ terraform }, number) => {
  terraform.nextCreation = troubles[number % troubles.length] ?? 'later';
};

const WEIGHTS: readonly (readonly [name: string, weight: number, step: Step])[] = [
  ['asks', 3, (history, number) => history.asks(nameOf(number))],
  ['go on', 20, goOn],
  ['everybody: run_it', 4, everybody('run_it')],
  ['approve', 8, one('approve')],
  ['approve, deny and withdraw at once', 2, decideAtOnce],
  ['deny', 1, one('deny')],
  ['withdraw', 1, one('withdraw')],
  ['everybody: wait', 1, everybody('wait')],
  ['confirm', 4, one('confirm')],
  ['everybody: confirm', 2, everybody('confirm')],
  ['discard', 1, one('discard')],
  ['cancel', 1, one('cancel')],
  ['go on at once', 8, goOnAtOnce],
  ['break glass', 2, one('break_glass')],
  ['freeze', 3, freeze],
  ['unfreeze', 2, unfreeze],
  ['a freeze is planned, or no more', 2, planFreeze],
  ['a moment passes', 6, passMoment],
  ['time passes', 1, (history, number) => history.passes((number % 12) * 600_000)],
  ['edit: required', 1, edit((number) => ({ places: number % PLACES.length }))],
  ['edit: requesters', 1, edit((number) => ({ requesters: number % REQUESTERS.length }))],
  ['edit: address', 1, edit((number) => ({ address: number % ADDRESSES.length }))],
  ['edit: allow_requester', 1, edit((_, { allowRequester }) => ({ allowRequester: !allowRequester }))],
  ['edit: apply', 1, edit((_, { byHand }) => ({ byHand: !byHand }))],
  ['edit: break_glass', 1, edit((number) => ({ glass: number % GLASS.length }))],
  ['edit: taken off or back', 1, edit((_, { listed }) => ({ listed: !listed }))],
  ['a group changes', 3, joinOrLeave],
  ['somebody leaves the team or comes back', 2, deactivateOrBack],
  ['a new configuration version', 1, uploadConfiguration],
  ['HCP Terraform goes away or comes back', 1, goAwayOrBack],
  ['the next creation has trouble', 1, troubleNextCreation],
];
const DRAWN = WEIGHTS.flatMap(([name, weight, step]) => Array.from({ length: weight }, () => ({ name, step })));

/** The step that a number selects. */
export function stepOf(number: number): { readonly go: (history: History) => Promise<void> } {
  const { name, step } = DRAWN[number % DRAWN.length] ?? { name: 'nothing', step: () => undefined };
  const rest = beyond(number, DRAWN.length);
  return Object.assign(
    { go: async (history: History) => step(history, rest) },
    { [fc.toStringMethod]: () => `${name} (${rest})` },
  );
}
