import { expect, test } from 'vitest';
import { Away, createGate, type Gate } from '../../src/terraform/calling/gate.ts';
import { startHandClock } from './hand-clock.ts';

const failOnce = async (gate: Gate, until: number): Promise<void> => (await gate.pass(until)).failed();

test('a service that is away is tried after 1, 2, 4, 8 and 15 s, then every 30 s, by one call each time', async () => {
  const clock = startHandClock();
  const gate = createGate(clock);
  const triedAfter: number[] = [];
  await failOnce(gate, clock.now());
  await failOnce(gate, clock.now());
  for (let since = 0; triedAfter.length < 6; since += 1_000, clock.jump(1_000)) {
    const attempt = await gate.pass(clock.now()).catch((error: unknown) => error);
    if (attempt instanceof Away) continue;
    await expect(gate.pass(clock.now())).rejects.toBeInstanceOf(Away);
    triedAfter.push(since);
    since = 0;
    if (attempt !== null && typeof attempt === 'object' && 'failed' in attempt)
      (attempt as { failed(): void }).failed();
  }
  expect(triedAfter).toEqual([2_000, 4_000, 8_000, 15_000, 30_000, 30_000]);
});

test('one failure alone keeps nobody back, and an answer between two failures begins anew', async () => {
  const clock = startHandClock();
  const gate = createGate(clock);
  for (let index = 0; index < 10; index += 1) {
    await failOnce(gate, clock.now());
    (await gate.pass(clock.now())).answered();
  }
  expect(clock.timers()).toEqual([]);
});

test('calls that were under way together fail together and count once', async () => {
  const clock = startHandClock();
  const gate = createGate(clock);
  const together = await Promise.all(Array.from({ length: 20 }, () => gate.pass(clock.now())));
  for (const attempt of together) attempt.failed();
  (await gate.pass(clock.now())).abandoned();
});

test('while it is not yet known to be away others wait for the one that tries, and go on when it is answered', async () => {
  const clock = startHandClock();
  const gate = createGate(clock);
  await failOnce(gate, clock.now());
  await failOnce(gate, clock.now());
  const waiting = [gate.pass(clock.now() + 10_000), gate.pass(clock.now() + 10_000), gate.pass(clock.now() + 10_000)];
  clock.jump(2_000);
  const first = await Promise.race(waiting);
  first.answered();
  await Promise.all(waiting);
  expect(clock.timers()).toEqual([]);
});

test('a try that was never sent leaves the place to another', async () => {
  const clock = startHandClock();
  const gate = createGate(clock);
  await failOnce(gate, clock.now());
  await failOnce(gate, clock.now());
  clock.jump(2_000);
  (await gate.pass(clock.now())).abandoned();
  (await gate.pass(clock.now())).answered();
});

test('an answer to something else opens it', async () => {
  const clock = startHandClock();
  const gate = createGate(clock);
  for (let index = 0; index < 5; index += 1) {
    await failOnce(gate, clock.now());
    clock.jump(15_000);
  }
  await failOnce(gate, clock.now());
  await expect(gate.pass(clock.now() + 10_000)).rejects.toBeInstanceOf(Away);
  gate.open();
  (await gate.pass(clock.now())).answered();
});
