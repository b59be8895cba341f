import { pino } from 'pino';
import { expect, test } from 'vitest';
import { watchObstructions } from '../../src/assemble/watch-obstructions.ts';
import { Obstructed } from '../../src/flows/ports/service-route.ts';
import { startHandClock } from '../terraform/hand-clock.ts';

const TFE = 'https://tfe.example';

test('what was obstructed at the start is called every half minute until it answers, and is not ready before', async () => {
  const clock = startHandClock();
  const lines: string[] = [];
  const log = pino({ base: {} }, { write: (line) => void lines.push(JSON.parse(line).msg) });
  const answers = [new Obstructed('the proxy refuses (407).'), undefined];
  let probes = 0;
  const watch = watchObstructions({
    ...{ clock, log, atStart: new Map([[TFE, new Obstructed('the proxy refuses (407).')]]) },
    probe: async () => {
      watch.note(TFE, answers[probes]);
      probes += 1;
    },
  });
  expect(watch.details()).toEqual(['the proxy refuses (407).']);
  expect(watch.wasNeverReached(TFE)).toBe(true);
  await clock.pass(30_000);
  expect(watch.wasNeverReached(TFE)).toBe(true);
  await clock.pass(30_000);
  expect([watch.details(), watch.wasNeverReached(TFE), probes]).toEqual([[], false, 2]);

  watch.note(TFE, new Obstructed('the certificate has expired.'));
  watch.note(TFE, new Obstructed('the certificate has expired.'));
  expect(watch.details()).toEqual(['the certificate has expired.']);
  expect(watch.wasNeverReached(TFE), 'it has been reached since the start').toBe(false);
  watch.stop();
  expect(clock.timers()).toEqual([]);
  expect(lines).toEqual([
    'a service cannot be reached',
    'a service can be reached again',
    'a service cannot be reached',
  ]);
});
