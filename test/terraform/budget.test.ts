import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBudget } from '../../src/terraform/calling/budget.ts';
import { NoTurn, type Turn } from '../../src/terraform/calling/waiting-calls.ts';
import { type HandClock, startHandClock, until } from './hand-clock.ts';

const read: Turn = { urgency: 'read', patience: 3_600_000 };
const act: Turn = { urgency: 'act', patience: 3_600_000 };
const listRuns: Turn = { ...read, isRunList: true };

/** The largest number of these times in any window of this length. */
const most = (times: readonly number[], within: number): number =>
  Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + within).length));

/** Lets resolved promises continue. */
const notice = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Moves from one timer to the next, so that everybody sees the time of their slot. */
async function moveOn(clock: HandClock, milliseconds: number): Promise<void> {
  for (let left = milliseconds; left > 0; ) {
    const step = Math.min(left, ...clock.timers());
    clock.jump(step);
    left -= step;
    await notice();
  }
}

test('in no second are there more than 20 calls and in no minute more than 25 run lists, whatever comes when', async () => {
  const arrivals = fc.array(
    fc.record({ after: fc.integer({ min: 0, max: 1_500 }), calls: fc.integer({ min: 1, max: 30 }), kind: fc.nat(2) }),
    { minLength: 1, maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(arrivals, async (all) => {
      const clock = startHandClock();
      const budget = createBudget(clock);
      const sent: { readonly at: number; readonly isRunList: boolean }[] = [];
      let asked = 0;
      for (const { after, calls, kind } of all) {
        await moveOn(clock, after);
        for (let index = 0; index < calls; index += 1) {
          const turn = [read, act, listRuns][kind] ?? read;
          asked += 1;
          void budget.takeTurn(turn).then(() => sent.push({ at: clock.now(), isRunList: turn.isRunList === true }));
        }
        await notice();
      }
      await moveOn(clock, 3_600_000);
      expect(sent.length).toBe(asked);
      const times = sent.map(({ at }) => at);
      expect(most(times, 1_000)).toBeLessThanOrEqual(20);
      const lists = sent.filter(({ isRunList }) => isRunList).map(({ at }) => at);
      expect(most(lists, 60_000)).toBeLessThanOrEqual(25);
      expect(clock.timers()).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

test('a turn that is kept counts until it is used, then from that moment on, and is somebody else’s once it is given back', async () => {
  const clock = startHandClock();
  const budget = createBudget(clock);
  const kept = await Promise.all(Array.from({ length: 20 }, () => budget.keepTurn(act)));
  expect(budget.takeSpareTurn()).toBe(false);
  const sent: number[] = [];
  const began = clock.now();
  for (let index = 0; index < 3; index += 1) void budget.takeTurn(read).then(() => sent.push(clock.now() - began));
  clock.jump(5_000);
  await notice();
  expect(sent, 'all turns are kept, however long').toEqual([]);
  kept[0]?.giveBack();
  await notice();
  expect(sent).toEqual([5_000]);
  kept[1]?.use();
  await moveOn(clock, 999);
  expect(sent).toEqual([5_000]);
  await moveOn(clock, 1);
  expect(sent).toEqual([5_000, 6_000, 6_000]);
  for (const turn of kept.slice(2)) turn.giveBack();
});

test('what creates or confirms goes before reads that have waited longer', async () => {
  const clock = startHandClock();
  const budget = createBudget(clock);
  const order: string[] = [];
  for (let index = 0; index < 20; index += 1) await budget.takeTurn(read);
  for (const name of ['first read', 'second read']) void budget.takeTurn(read).then(() => order.push(name));
  void budget.takeTurn(act).then(() => order.push('create'));
  await clock.pass(1_000);
  await until(() => order.length === 3, 'all three');
  expect(order).toEqual(['create', 'first read', 'second read']);
});

test('a run list that has to wait for its minute keeps back no other read', async () => {
  const clock = startHandClock();
  const budget = createBudget(clock);
  for (let index = 0; index < 25; index += 1) {
    const turn = budget.takeTurn(listRuns);
    if (index >= 20) clock.jump(1_000);
    await turn;
  }
  clock.jump(2_000);
  let listed = false;
  void budget.takeTurn(listRuns).then(() => {
    listed = true;
  });
  await budget.takeTurn(read);
  await notice();
  expect(listed).toBe(false);
  await clock.pass(60_000);
  await until(() => listed, 'the run list');
});

test('a hold holds everything, and whoever has no patience for it is told how long it lasts', async () => {
  const clock = startHandClock();
  const budget = createBudget(clock);
  budget.hold(30_000);
  let granted = false;
  void budget.takeTurn(act).then(() => {
    granted = true;
  });
  const impatient = budget.takeTurn({ urgency: 'read', patience: 10_000 }).catch((error: unknown) => error);
  await clock.pass(10_001);
  const refusal = await impatient;
  expect(refusal).toBeInstanceOf(NoTurn);
  expect(refusal).toMatchObject({ heldFor: 19_999 });
  expect(granted).toBe(false);
  await clock.pass(20_000);
  await until(() => granted, 'the end of the hold');
});

test('a shorter hold does not end a longer one, and a mistaken header holds for five minutes at most', () => {
  const clock = startHandClock();
  const budget = createBudget(clock);
  budget.hold(20_000);
  budget.hold(1_000);
  expect(budget.heldFor()).toBe(20_000);
  budget.hold(1_764_000_000_000);
  expect(budget.heldFor()).toBe(300_000);
});

test('a clock that is set back does not stop the calls', async () => {
  const clock = startHandClock();
  const budget = createBudget(clock);
  for (let index = 0; index < 20; index += 1) await budget.takeTurn(read);
  clock.jump(-3_600_000);
  let granted = false;
  void budget.takeTurn(read).then(() => {
    granted = true;
  });
  await clock.pass(1_000);
  await until(() => granted, 'a turn');
});

test('what is left: less for each call, whole again after its window, and nothing while HCP Terraform holds the bot off', async () => {
  const clock = startHandClock();
  const budget = createBudget(clock);
  expect(budget.left()).toEqual({ calls: 20, runLists: 25, waiting: 0 });
  await Promise.all([budget.takeTurn(read), budget.takeTurn(listRuns)]);
  expect(budget.left()).toEqual({ calls: 18, runLists: 24, waiting: 0 });
  await moveOn(clock, 1_000);
  expect(budget.left()).toEqual({ calls: 20, runLists: 24, waiting: 0 });
  budget.hold(5_000);
  const waiting = budget.takeTurn(read);
  expect(budget.left()).toEqual({ calls: 0, runLists: 0, waiting: 1 });
  await moveOn(clock, 5_000);
  await waiting;
  expect(budget.left()).toMatchObject({ calls: 19, waiting: 0 });
});

test('run lists that nobody waits for take five a minute, and leave the others to those that somebody waits for', async () => {
  const clock = startHandClock();
  const budget = createBudget(clock);
  const spare: Turn = { ...listRuns, urgency: 'follow', isSpare: true };
  const sent: number[] = [];
  for (let index = 0; index < 12; index += 1) void budget.takeTurn(spare).then(() => sent.push(clock.now()));
  await notice();
  expect(sent).toHaveLength(5);
  expect(budget.left().runLists).toBe(20);
  await expect(budget.takeTurn({ ...listRuns, patience: 1_000 })).resolves.toBeUndefined();
  await moveOn(clock, 3 * 60_000);
  expect(sent).toHaveLength(12);
  expect(most(sent, 60_000)).toBe(5);
});
