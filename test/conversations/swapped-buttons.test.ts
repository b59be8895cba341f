import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Button } from '../../src/sandbox/slack/interactive-elements.ts';
import type { JsonObject } from '../../src/sandbox/slack/json.ts';
import type { SeenMessage } from '../../src/sandbox/slack/seen-message.ts';
import { type Place, type Role, startTable, type Table } from '../decision-people.ts';
import { deedsOf, locked, planned, planning, standOf } from '../requests-on-their-way.ts';

const VIEWS = join(import.meta.dirname, '../../src/slack/views');

/** Every button and every form that the views can draw, by the ids in their source. */
function drawnByViews(): readonly string[] {
  const source = readdirSync(VIEWS)
    .map((name) => readFileSync(join(VIEWS, name), 'utf8'))
    .join('\n');
  const ids = [/\bbutton\(\s*'([a-z_]+)'/g, /_MODAL = '([a-z_]+)'/g].flatMap((what) => [...source.matchAll(what)]);
  return [...new Set(ids.map(([, id = '']) => id))].sort();
}

/** Who could press each, were it the button that it was drawn as; a new button has its line here. */
const PRESSED_BY: Readonly<Record<string, Role>> = {
  ...{ run_it: 'requester', cancel_request: 'requester', withdraw: 'requester', wait: 'requester' },
  ...{ approve: 'approver', deny: 'approver', confirm: 'approver', discard: 'approver', cancel: 'approver' },
};
const FORM = 'deny_request';

/** Requests that have every button between them, and one more whose id and place are put where they do not belong. */
async function setOut() {
  const table = await startTable();
  const [asked, waiting, byHand, underWay, other] = [
    await table.request('requester'),
    await locked(table, 'requester'),
    await planned(table, 'requester'),
    await planning(table, 'requester'),
    await table.request('requester'),
  ];
  const confirmation = await table.confirmation('requester');
  const places = { asked, waiting, byHand, underWay, confirmation };
  const buttons = Object.values(places).flatMap(({ seen }) => {
    const now = nowOf(table, seen);
    return table.slack.buttons(now).map((button) => ({ button, seen: now }));
  });
  const watched = [asked, waiting, byHand, underWay, other];
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
  expect([...new Set(buttons.map(({ button }) => button.actionId)), FORM].sort()).toEqual(drawnByViews());
  const otherId = requestIn(table.slack.buttons(other.seen)[0]);
  const before = stand();
  for (const { button, seen } of buttons) {
    const screen = table.idOf(PRESSED_BY[button.actionId] ?? 'requester');
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
        /does not belong to a request in this place|do not know this request|another Slack team|This request is awaiting/,
      );
    }
  }
  expect(table.slack.views(table.idOf('approver'))).toEqual([]);
  expect(stand()).toEqual(before);
  // The confirmation is still what it was: its own button works.
  await table.presses('requester', 'Run it', places.confirmation.seen);
}, 90_000);

const requestIn = (button: Button | undefined): string => {
  expect(button?.value).toMatch(/^[0-9a-f]{32}$/);
  return button?.value ?? '';
};

test('the form of Deny: what it carries, put elsewhere, does nothing, and says so', async () => {
  const table = await startTable();
  const [asked, other] = [await table.request('requester'), await table.request('both')];
  const own = {
    request: requestIn(table.slack.buttons(asked.seen)[0]),
    channel: asked.seen.channel,
    messageTs: asked.seen.ts,
  };
  const otherId = requestIn(table.slack.buttons(other.seen)[0]);
  const carrying =
    (metadata: string): Tamper =>
    (payload) => ({ ...payload, view: { ...Object(payload.view), private_metadata: metadata } });
  const tampers: Readonly<Record<string, Tamper>> = {
    "another request's id": carrying(JSON.stringify({ ...own, request: otherId })),
    "another request's id in its place": carrying(JSON.stringify({ ...own, messageTs: other.seen.ts })),
    'an id of nothing': carrying(JSON.stringify({ ...own, request: 'f'.repeat(32) })),
    'another channel': carrying(JSON.stringify({ ...own, channel: 'C0OTHER001' })),
    garbage: carrying('{'),
    nothing: carrying(''),
    'no place': carrying(JSON.stringify({ request: own.request })),
    'another team': inTeam,
  };
  const ben = table.idOf('approver');
  const privately = table.slack.openDirectMessage(ben).id;
  const toldTo = () => table.slack.ephemeralsEverShown.length + table.slack.sees(ben, privately).length;
  for (const [what, tamper] of Object.entries(tampers)) {
    await table.pressesSilently('approver', 'Deny', asked.seen);
    const modal = await table.until(() => table.slack.views(ben)[0], 'the form');
    const before = toldTo();
    await table.slack.submits(ben, modal.id, {}, { tamper });
    await table.until(() => toldTo() > before, `an answer to ${what}`);
    expect(table.slack.views(ben)).toEqual([]);
  }
  for (const { seen } of [asked, other]) expect(table.read(seen)).toMatch(/Awaiting approval.*Approvals 0 of 1/s);
  expect(deedsOf(table)).toEqual([]);
});

test('pressed on a screen that was not redrawn, after the request moved on: nothing happens, and that is said', async () => {
  const { table, places, buttons, stand } = await setOut();
  await table.pressesSilently('requester', 'Withdraw', places.asked.seen);
  await table.presses('requester', 'Cancel', places.confirmation.seen);
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
  for (const { button, seen } of buttons) {
    const screen = table.idOf(PRESSED_BY[button.actionId] ?? 'requester');
    const press = () => table.slack.clicks(screen, { actionId: button.actionId }, seen, { asSeen: true });
    expect(await table.told(screen, press), button.label).toMatch(/This request (was|has)/);
  }
  expect(stand()).toEqual(before);
}, 90_000);
