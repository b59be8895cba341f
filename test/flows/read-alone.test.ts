import { TestClock } from 'pg-boss';
import { expect, test } from 'vitest';
import { readAlone } from '../../src/flows/ports/slack-readings.ts';

test('a command that runs alone does not call a method again before Slack takes it', async () => {
  const clock = new TestClock('2026-11-24T09:00:00.000Z');
  const readings = readAlone(clock);
  const until = new Date(clock.now() + 5_000);
  await readings.hold('users.info', until);
  expect(await readings.takeCall('users.info', 0)).toEqual(until);
  expect(await readings.takeCall('usergroups.list', 0)).toBeUndefined();
  await clock.tick(5_000);
  expect(await readings.takeCall('users.info', 0)).toBeUndefined();
});
