import { describe, expect, test } from 'vitest';
import { BUTTONS, buttonsAsking } from '../../src/domain/buttons.ts';
import { CHANNEL } from '../conversation.ts';
import {
  NO_APPROVER,
  NO_BREAKER,
  NO_CANCELLER,
  NO_DISCARDER,
  NO_REQUESTER,
  NO_REVIEWER,
  NOTHING_THERE,
  OUT,
  OWN,
  OWN_REVIEW,
} from './decision-answers.ts';
import { type Place, ROLES, type Role, startTable, type Table } from './decision-people.ts';
import {
  breakGlass,
  decides,
  deedsOf,
  locked,
  planned,
  planning,
  standOf,
  underReview,
} from './requests-on-their-way.ts';

/** `may`, or the words of the rule that refuses. */
type Cell = 'may' | RegExp;

/** An action on a request of `requester`. To cover another action, add a line to the table below. */
interface Column {
  readonly verb: string;
  /** A request that allows the action. */
  readonly prepare: (table: Table, by: Role) => Promise<Place>;
  /** Tries the action. Returns the private answer if it is refused. */
  readonly attempt: (table: Table, role: Role, place: Place) => Promise<string>;
  /** Performs the allowed action and waits until everybody sees it. */
  readonly succeed: (table: Table, role: Role, place: Place) => Promise<void>;
  readonly cells: Readonly<Record<Role, Cell>>;
  /** `both` on a request of their own. */
  readonly own: Cell;
}

const onlyTheRequester = (says: RegExp): Column['cells'] =>
  Object.fromEntries(
    ROLES.map((role): [Role, Cell] => [role, role === 'requester' ? 'may' : role === 'other team' ? OUT[role] : says]),
  ) as Column['cells'];

const deciders = (no: RegExp): Column['cells'] => ({
  ...{ requester: OWN, approver: 'may', 'group member': 'may', both: 'may' },
  ...{ 'glass breaker': no, operator: no, neither: no },
  ...{ 'left after asking': no, 'left after posting': no },
  ...OUT,
});

const button =
  (label: string): Column['attempt'] =>
  (table, role, { seen }) =>
    table.presses(role, label, seen);

const inForm =
  (label: string, values?: Readonly<Record<string, string>>): Column['attempt'] =>
  (table, role, { seen }) =>
    table.pressesAndSends(role, label, seen, values);

/** The form may open before slow rights are known. The refusal then follows its submission. */
const withReason = (label: string): Column['attempt'] => inForm(label, { reason: 'Orders fail' });

/** Waits until the request message says so. */
const untilSaid =
  (label: string, what: RegExp): Column['succeed'] =>
  async (table, role, place) => {
    await decides(table, role, label, place);
    await table.until(() => what.test(table.read(place.seen)), `the message to say ${what}`);
  };

/** Waits until HCP Terraform gets the call for this run. */
const untilTold =
  (label: string, call: string): Column['succeed'] =>
  async (table, role, place) => {
    const [run] = table.terraform.runs(place.workspace);
    await decides(table, role, label, place);
    const path = new RegExp(`/runs/${run?.id}/actions/${call}$`);
    await table.until(() => table.terraform.calls.some((one) => path.test(one.path)), call);
  };

const waits: Column['succeed'] = async (table, role, { seen }) => {
  const before = table.read(seen);
  await table.pressesSilently(role, 'More time', seen);
  await table.until(() => table.read(seen) !== before, 'a later end of the waiting');
};

const denies: Column['succeed'] = async (table, role, { seen }) => {
  await table.pressesSilently(role, 'Deny', seen);
  const id = table.idOf(role);
  const modal = await table.until(() => table.slack.views(id)[0], 'the form');
  await table.slack.submits(id, modal.id);
  await table.until(() => /Denied by/.test(table.read(seen)), 'the message to say denied');
};

/** Requests with long parameters, by the button that they allow. */
const WORDY: Readonly<Record<string, Column['prepare']>> = {
  Approve: (table, by) => table.request(by, 'wordy'),
  'Confirm and apply': (table, by) => planned(table, by, 'wordy'),
  Discard: (table, by) => planned(table, by, 'wordy'),
  'Cancel run': (table, by) => planning(table, by, 'wordy'),
  'Close review': (table, by) => underReview(table, by, 'wordy'),
};

const COLUMNS: readonly Column[] = [
  {
    verb: 'Run it',
    prepare: (table, by) => table.confirmation(by),
    attempt: (table, role, { seen }) => table.presses(role, 'Run it', seen, 'requester'),
    succeed: async (table, role, { seen }) =>
      expect(await table.presses(role, 'Run it', seen)).toMatch(/Requested\. Follow it/),
    cells: onlyTheRequester(/Only the person who asked can confirm this.*Ask with \/tf-action/s),
    own: 'may',
  },
  {
    verb: 'Cancel',
    prepare: (table, by) => table.confirmation(by),
    attempt: (table, role, { seen }) => table.presses(role, 'Cancel', seen, 'requester'),
    succeed: async (table, role, { seen }) => {
      expect(await table.presses(role, 'Cancel', seen)).toMatch(/Not run: cleanup/);
      const late = () => table.slack.clicks(table.idOf(role), 'Run it', seen, { asSeen: true });
      expect(await table.told(table.idOf(role), late)).toMatch(/This request was withdrawn/);
    },
    cells: onlyTheRequester(/Only the person who asked can withdraw this.*An approver can deny it/s),
    own: 'may',
  },
  {
    verb: 'Approve',
    prepare: (table, by) => table.request(by),
    attempt: button('Approve'),
    succeed: untilSaid('Approve', /1 of 1 approved/),
    cells: deciders(NO_APPROVER),
    own: OWN,
  },
  {
    verb: 'Deny',
    prepare: (table, by) => table.request(by),
    attempt: withReason('Deny'),
    succeed: denies,
    cells: deciders(NO_APPROVER),
    own: OWN,
  },
  {
    verb: 'Withdraw',
    prepare: (table, by) => table.request(by),
    attempt: button('Withdraw'),
    succeed: untilSaid('Withdraw', /Withdrawn: cleanup/),
    cells: onlyTheRequester(/Only the person who asked can withdraw this.*An approver can deny it/s),
    own: 'may',
  },
  {
    verb: 'More time',
    prepare: locked,
    attempt: button('More time'),
    succeed: waits,
    cells: onlyTheRequester(/Only the person who asked can give it more time.*Ask them to press More time/s),
    own: 'may',
  },
  {
    verb: 'Confirm and apply',
    prepare: planned,
    attempt: button('Confirm and apply'),
    succeed: untilTold('Confirm and apply', 'apply'),
    cells: deciders(NO_APPROVER),
    own: OWN,
  },
  {
    verb: 'Discard',
    prepare: planned,
    attempt: button('Discard'),
    succeed: untilTold('Discard', 'discard'),
    cells: { ...deciders(NO_DISCARDER), requester: NO_DISCARDER },
    own: 'may',
  },
  {
    verb: 'Cancel run',
    prepare: planning,
    attempt: button('Cancel run'),
    succeed: untilTold('Cancel run', 'cancel'),
    cells: { ...deciders(NO_CANCELLER), requester: 'may' },
    own: 'may',
  },
  {
    verb: 'Break glass',
    prepare: (table, by) => table.request(by),
    attempt: withReason('Break glass'),
    succeed: breakGlass,
    cells: {
      ...{ requester: NO_BREAKER, approver: NO_BREAKER, 'group member': NO_BREAKER, both: NO_BREAKER },
      ...{ 'glass breaker': 'may', operator: NO_BREAKER, neither: NO_BREAKER },
      ...{ 'left after asking': NO_BREAKER, 'left after posting': NO_BREAKER },
      ...OUT,
    },
    own: NO_BREAKER,
  },
  {
    verb: 'Close review',
    prepare: underReview,
    attempt: button('Close review'),
    succeed: untilSaid('Close review', /Review closed by/),
    cells: { ...deciders(NO_REVIEWER), requester: OWN_REVIEW, 'glass breaker': OWN_REVIEW, operator: 'may' },
    own: OWN_REVIEW,
  },
];

test('every button has its column, and every form', () => {
  const labels = Object.values(BUTTONS).map(({ label }) => label);
  expect(COLUMNS.map(({ verb }) => verb).sort()).toEqual([...labels].sort());
  expect(Object.keys(WORDY).sort()).toEqual(
    buttonsAsking('again')
      .map((id) => BUTTONS[id].label)
      .sort(),
  );
});

/**
 * The same actions where the parameters do not fit into Slack's dialog. The form follows the same rules as the button.
 */
const FORMS: readonly Column[] = COLUMNS.flatMap((column) => {
  const prepare = WORDY[column.verb];
  return prepare === undefined
    ? []
    : [{ ...column, verb: `${column.verb}, in a form`, prepare, attempt: inForm(column.verb) }];
});

/** Asking always answers privately, so every cell is the expected answer. */
const ASK: Readonly<Record<Role, RegExp>> = {
  ...{ requester: /Run cleanup in e1\?/, both: /Run cleanup in e1\?/, neither: NOTHING_THERE },
  ...{ approver: NO_REQUESTER, 'group member': NO_REQUESTER },
  ...{ 'glass breaker': NO_REQUESTER, operator: NO_REQUESTER },
  ...{ 'left after asking': NOTHING_THERE, 'left after posting': NOTHING_THERE },
  ...OUT,
  // A command names the team it was typed in, a button the team it is in.
  'Slack Connect outsider': OUT['other team'],
};

/** Freezing has no request, so there is no case for a person's own. */
const refusedToOperate = (role: Role, verb: string): RegExp =>
  role in OUT ? ASK[role] : new RegExp(`You can't ${verb} “e1”.*Ask one of the environment's operators`, 's');

describe('who may do what: the refused are told which rule says no, and change nothing', () => {
  test('ask', async () => {
    const table = await startTable();
    await table.leaves('left after asking');
    await table.leaves('left after posting');
    for (const role of ROLES) expect(await table.types(role, '/tf-action cleanup e1'), role).toMatch(ASK[role]);
    expect(table.slack.sees(table.idOf('approver'), CHANNEL).filter(({ isEphemeral }) => !isEphemeral)).toEqual([]);
    expect(deedsOf(table)).toEqual([]);
  });

  test('freeze and unfreeze', async () => {
    const table = await startTable();
    await table.leaves('left after asking');
    await table.leaves('left after posting');
    for (const [verb, command, happened] of [
      ['freeze', 'freeze e1 2h Migration is running', /e1 is frozen until .* by @/],
      ['unfreeze', 'unfreeze e1', /e1 is no longer frozen from chat: @/],
    ] as const) {
      for (const role of ROLES.filter((one) => one !== 'operator')) {
        const told = await table.types(role, `/tf-action ${command}`);
        expect(told, `${role} ${verb}`).toMatch(refusedToOperate(role, verb));
      }
      const asked = await table.types('requester', '/tf-action cleanup e1');
      expect(asked).toMatch(verb === 'freeze' ? /Run cleanup in e1\?/ : /cleanup in e1 is frozen/);
      await table.slack.says(table.idOf('operator'), CHANNEL, `/tf-action ${command}`);
      await table.until(
        () => table.slack.sees(table.idOf('neither'), CHANNEL).some((one) => happened.test(table.read(one))),
        `everybody to see ${happened}`,
      );
    }
    expect(await table.types('requester', '/tf-action cleanup e1')).toMatch(/Run cleanup in e1\?/);
  });

  test.each([...COLUMNS, ...FORMS])('$verb', async ({ prepare, attempt, succeed, cells, own }) => {
    const table = await startTable();
    await table.leaves('left after asking');
    const place = await prepare(table, 'requester');
    await table.leaves('left after posting');
    const [shown, deeds] = [standOf(table, place), deedsOf(table)];
    for (const role of ROLES) {
      const cell = cells[role];
      if (cell !== 'may') expect(await attempt(table, role, place), role).toMatch(cell);
    }
    expect(standOf(table, place)).toBe(shown);
    expect(deedsOf(table)).toEqual(deeds);
    const [first, ...others] = ROLES.filter((role) => cells[role] === 'may');
    if (first !== undefined) await succeed(table, first, place);
    for (const role of others) await succeed(table, role, await prepare(table, 'requester'));
    const ofTheirOwn = await prepare(table, 'both');
    if (own === 'may') await succeed(table, 'both', ofTheirOwn);
    else expect(await attempt(table, 'both', ofTheirOwn)).toMatch(own);
  });
});
