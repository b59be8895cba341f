import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Button } from '../../src/sandbox/slack/interactive-elements.ts';
import type { JsonObject } from '../../src/sandbox/slack/json.ts';
import type { SeenMessage } from '../../src/sandbox/slack/seen-message.ts';
import { type Place, type Role, startTable, type Table } from './decision-people.ts';
import { deedsOf, locked, planned, planning, standOf, underReview } from './requests-on-their-way.ts';

const VIEWS = join(import.meta.dirname, '../../src/slack/views');

/** The ids that the views can draw, from their source. */
function drawnByViews(what: RegExp): readonly string[] {
  const source = readdirSync(VIEWS)
    .map((name) => readFileSync(join(VIEWS, name), 'utf8'))
    .join('\n');
  return [...new Set([...source.matchAll(what)].map(([, id = '']) => id))].sort();
}
const BUTTON = /\bbutton\(\s*'([a-z_]+)'/g;
const FORM = /\bcallbackId: '([a-z_]+)'/g;

/** Who could press each button where it was drawn. Add a line for a new button. */
const PRESSED_BY: Readonly<Record<string, Role>> = {
  ...{ withdraw: 'requester', wait: 'requester', break_glass: 'glass breaker', close_review: 'approver' },
  ...{ approve: 'approver', deny: 'approver', confirm: 'approver', discard: 'approver', cancel: 'approver' },
};

interface OpenForm {
  readonly button: string;
  readonly role: Role;
  /** What has the button: the private confirmation or a request message. */
  readonly prepare: (table: Table) => Promise<Place>;
  readonly where: 'in the request message' | 'in the private confirmation';
}

const inMessage = (button: string, prepare: OpenForm['prepare'], role: Role = 'approver'): OpenForm => ({
  ...{ button, role, prepare },
  where: 'in the request message',
});

/** Who can open each form, and what has its button. Add a line for a new form. */
const FORMS: Readonly<Record<string, readonly OpenForm[]>> = {
  deny_request: [inMessage('Deny', (table) => table.request('requester'))],
  break_glass: [
    inMessage('Break glass', (table) => table.request('requester'), 'glass breaker'),
    {
      button: 'Break glass',
      role: 'both',
      prepare: (table) => table.frozenConfirmation(),
      where: 'in the private confirmation',
    },
  ],
  approve_request: [inMessage('Approve', (table) => table.request('requester', 'wordy'))],
  confirm_run: [inMessage('Confirm and apply', (table) => planned(table, 'requester', 'wordy'))],
  discard_run: [inMessage('Discard', (table) => planned(table, 'requester', 'wordy'))],
  cancel_run: [inMessage('Cancel run', (table) => planning(table, 'requester', 'wordy'))],
  close_review: [inMessage('Close review', (table) => underReview(table, 'requester', 'wordy'))],
};

/** Requests that together have every button, and another one whose id and place are put into their payloads. */
async function setOut() {
  const table = await startTable();
  const [reviewed, asked, waiting, byHand, underWay, other] = [
    await underReview(table, 'requester'),
    await table.request('requester'),
    await locked(table, 'requester'),
    await planned(table, 'requester'),
    await planning(table, 'requester'),
    await table.request('requester'),
  ];
  const confirmation = await table.confirmation('requester');
  const frozen = await table.frozenConfirmation();
  const places = { reviewed, asked, waiting, byHand, underWay, confirmation, frozen };
  // A private confirmation is on the requester's screen.
  const owners = new Map<Place, Role>([
    [confirmation, 'requester'],
    [frozen, 'both'],
  ]);
  const buttons = Object.values(places).flatMap((place) => {
    const seen = nowOf(table, place.seen);
    return table.slack.buttons(seen).map((button) => {
      const screen = table.idOf(owners.get(place) ?? PRESSED_BY[button.actionId] ?? 'requester');
      return { button, seen, screen };
    });
  });
  const watched = [reviewed, asked, waiting, byHand, underWay, other];
  const stand = (): readonly string[] => [...watched.map((place) => standOf(table, place)), ...deedsOf(table)];
  return { table, places, buttons, other, stand };
}

const nowOf = (table: Table, seen: SeenMessage): SeenMessage => table.slack.message(seen.channel, seen.ts) ?? seen;

type Tamper = (payload: JsonObject) => JsonObject;

const withValue =
  (value: string | undefined): Tamper =>
  (payload) => ({ ...payload, actions: [{ ...Object(Object(payload.actions)[0]), value }] });
const inContainer =
  (change: JsonObject): Tamper =>
  (payload) => ({ ...payload, container: { ...Object(payload.container), ...change } });
const inTeam: Tamper = (payload) => ({ ...payload, team: { id: 'T0OTHER001', domain: 'other' } });
const inChannel: Tamper = (payload) => ({
  ...inContainer({ channel_id: 'C0OTHER001' })(payload),
  channel: { id: 'C0OTHER001', name: 'other' },
});

const tampersWith = (otherId: string, other: Place): Readonly<Record<string, Tamper>> => ({
  "another request's id": withValue(otherId),
  'an id of nothing': withValue('f'.repeat(32)),
  garbage: withValue("'; drop table requests --\u0000"),
  'nothing at all': withValue(''),
  'no value': withValue(undefined),
  'another channel': inChannel,
  'another team': inTeam,
  'another message': inContainer({ is_ephemeral: false, message_ts: other.seen.ts }),
  'no message of ours': inContainer({ is_ephemeral: false, message_ts: '1700000000.000001' }),
});

test('every button there is: with a value, channel, team or message that is not its own it does nothing, and says so', async () => {
  const { table, places, buttons, other, stand } = await setOut();
  expect([...new Set(buttons.map(({ button }) => button.actionId))].sort()).toEqual(drawnByViews(BUTTON));
  const otherId = requestIn(table.slack.buttons(other.seen)[0]);
  const before = stand();
  for (const { button, seen, screen } of buttons) {
    const tampers = Object.values(tampersWith(otherId, other));
    const told = table.slack.ephemeralsEverShown.length;
    await Promise.all(
      tampers.map((tamper) => table.slack.clicks(screen, { actionId: button.actionId }, seen, { tamper })),
    );
    const answers = await table.until(() => {
      const shown = table.slack.ephemeralsEverShown.slice(told).filter((one) => one.for === screen);
      return shown.length >= tampers.length && shown;
    }, `an answer to each ${button.label}`);
    for (const answer of answers) {
      expect(table.slack.readAloud(answer), button.label).toMatch(
        /does not belong to a request in this place|do not know this request|another Slack team|This request is awaiting|Only the person who asked can/,
      );
    }
  }
  for (const { screen } of buttons) expect(table.slack.views(screen)).toEqual([]);
  expect(stand()).toEqual(before);
  // The confirmations are unchanged: their own buttons work.
  await table.presses('requester', 'Run it', places.confirmation.seen);
  await table.pressesSilently('both', 'Break glass', places.frozen.seen);
  await table.until(() => table.slack.views(table.idOf('both'))[0], 'the form');
}, 90_000);

const requestIn = (button: Button | undefined): string => {
  expect(button?.value).toMatch(/^[0-9a-f]{32}$/);
  return button?.value ?? '';
};

test('every form there is has its line', () => {
  expect(Object.keys(FORMS).sort()).toEqual(drawnByViews(FORM));
});

test.each(Object.values(FORMS).flat())(
  'the form of $button, opened ($role) $where: what it carries, put elsewhere, does nothing, and says so',
  async ({ button, role, prepare, where }) => {
    const table = await startTable();
    const isInMessage = where === 'in the request message';
    const other = await table.request('both');
    const place = await prepare(table);
    const own = {
      request: requestIn(table.slack.buttons(nowOf(table, place.seen))[0]),
      channel: place.seen.channel,
      ...(isInMessage && { messageTs: place.seen.ts }),
    };
    const otherId = requestIn(table.slack.buttons(other.seen)[0]);
    const carrying =
      (metadata: string): Tamper =>
      (payload) => ({ ...payload, view: { ...Object(payload.view), private_metadata: metadata } });
    const tampers: Readonly<Record<string, Tamper>> = {
      "another request's id": carrying(JSON.stringify({ ...own, request: otherId })),
      "another request's message": carrying(JSON.stringify({ ...own, messageTs: other.seen.ts })),
      'the other kind of place': carrying(
        JSON.stringify({ ...own, messageTs: isInMessage ? undefined : '1700000000.000001' }),
      ),
      'an id of nothing': carrying(JSON.stringify({ ...own, request: 'f'.repeat(32) })),
      'another channel': carrying(JSON.stringify({ ...own, channel: 'C0OTHER001' })),
      garbage: carrying('{'),
      nothing: carrying(''),
      'no place': carrying(JSON.stringify({ request: own.request })),
      'another team': inTeam,
    };
    const person = table.idOf(role);
    const privately = table.slack.openDirectMessage(person).id;
    const toldTo = () => table.slack.ephemeralsEverShown.length + table.slack.sees(person, privately).length;
    const watched = isInMessage ? [place, other] : [other];
    const before = [...watched.map((one) => standOf(table, one)), ...deedsOf(table)];
    for (const [what, tamper] of Object.entries(tampers)) {
      await table.pressesSilently(role, button, nowOf(table, place.seen));
      const modal = await table.until(() => table.slack.views(person)[0], 'the form');
      const told = toldTo();
      const asksWhy = button === 'Deny' || button === 'Break glass';
      const values: Readonly<Record<string, string>> = asksWhy ? { reason: 'Orders fail' } : {};
      await table.slack.submits(person, modal.id, values, { tamper });
      await table.until(() => toldTo() > told, `an answer to ${what}`);
      expect(table.slack.views(person)).toEqual([]);
    }
    expect([...watched.map((one) => standOf(table, one)), ...deedsOf(table)]).toEqual(before);
  },
);

test('pressed on a screen that was not redrawn, after the request moved on: nothing happens, and that is said', async () => {
  const { table, places, buttons, stand } = await setOut();
  await table.pressesSilently('requester', 'Withdraw', places.asked.seen);
  await table.presses('requester', 'Cancel', places.confirmation.seen);
  await table.presses('both', 'Cancel', places.frozen.seen);
  await table.pressesSilently('approver', 'Close review', places.reviewed.seen);
  await table.until(() => /Review closed/.test(table.read(places.reviewed.seen)), 'the review to be closed');
  for (const [role, label, { seen, workspace }] of [
    ['requester', 'Withdraw', places.waiting],
    ['approver', 'Discard', places.byHand],
    ['approver', 'Cancel run', places.underWay],
  ] as const) {
    const run = table.terraform.runs(workspace)[0]?.id;
    await table.pressesSilently(role, label, seen);
    const path = new RegExp(`/runs/${run}/actions/(cancel|discard)$`);
    await table.until(() => table.terraform.calls.some((call) => path.test(call.path)), 'the run to be ended');
    table.terraform.advance(run ?? '');
  }
  for (const { seen } of [places.asked, places.waiting, places.byHand, places.underWay]) {
    await table.until(() => /^\S* ?(Withdrawn|Discarded|Canceled)/.test(table.read(seen)), 'each to be settled');
  }
  const before = stand();
  for (const { button, seen, screen } of buttons) {
    const press = () => table.slack.clicks(screen, { actionId: button.actionId }, seen, { asSeen: true });
    expect(await table.told(screen, press), button.label).toMatch(
      /This request (was|has)|There is no open review here/,
    );
  }
  expect(stand()).toEqual(before);
}, 90_000);
