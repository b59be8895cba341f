import { symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { AllowlistReading } from '../../src/flows/guarding/replace-allowlist.ts';
import { type AllowlistWatch, watchAllowlist } from '../../src/settings/watch-allowlist.ts';
import { makeFolder } from '../bot-process.ts';
import { type HandClock, startHandClock, until } from '../terraform/hand-clock.ts';
import { writeAllowlist } from './written-allowlist.ts';

interface Watching {
  readonly watch: AllowlistWatch;
  readonly clock: HandClock;
  /** The number of entries, or the faults, of each accepted reading. */
  readonly taken: readonly (number | readonly string[])[];
  readonly errors: readonly unknown[];
  /** How many times accepting a reading throws. */
  fails(times: number): void;
}

function startWatching(file: string): Watching {
  const clock = startHandClock();
  const taken: (number | readonly string[])[] = [];
  const errors: unknown[] = [];
  let failing = 0;
  const take = async (reading: AllowlistReading): Promise<void> => {
    if (failing > 0) {
      failing -= 1;
      throw new Error('the database is away');
    }
    taken.push('faults' in reading ? reading.faults : reading.allowlist.entries.length);
  };
  const onError = (error: unknown): void => void errors.push(error);
  const watch = watchAllowlist({ file, connections: new Map(), clock, onError }, take);
  onTestFinished(() => watch.stop());
  return {
    ...{ watch, clock, taken, errors },
    fails: (times) => {
      failing = times;
    },
  };
}

/** Moves the clock in small steps while a check of the file is due soon. */
const untilTaken = ({ clock, taken }: Watching, readings: number): Promise<void> =>
  until(() => {
    if (clock.timers().some((left) => left <= 500)) clock.jump(100);
    return taken.length >= readings;
  }, `${readings} readings`);

/** The initial file was read. */
const settle = (watching: Watching): Promise<void> => untilTaken(watching, 1);

const GOOD = writeAllowlist();
const LARGER = writeAllowlist({ environments: '[prod]' }).replace(
  /\n {2}cleanup:/,
  '\n  other:\n    address: action.a.b\n    environments: [prod]\n  cleanup:',
);

test('half a file is not taken, the whole one is, once, after two looks that read the same', async () => {
  const { file } = makeFolder(GOOD);
  const watching = startWatching(file);
  await settle(watching);
  const { clock, taken } = watching;
  writeFileSync(file, LARGER.slice(0, 90));
  await clock.pass(100);
  writeFileSync(file, LARGER);
  await untilTaken(watching, 2);
  expect(taken).toEqual([1, 2]);
});

test('a file that is written for longer than half a second is taken once it has stood still for as long', async () => {
  const { file } = makeFolder(GOOD);
  const watching = startWatching(file);
  await settle(watching);
  const { clock, taken } = watching;
  writeFileSync(file, LARGER.slice(0, 30));
  await clock.pass(100);
  for (const half of [60, 90]) {
    writeFileSync(file, LARGER.slice(0, half));
    await clock.pass(500);
  }
  writeFileSync(file, LARGER);
  await clock.pass(500);
  expect(taken).toEqual([1]);
  await clock.pass(500);
  await untilTaken(watching, 2);
  expect(taken).toEqual([1, 2]);
});

test('what SIGHUP asks for is read at once', async () => {
  const { file } = makeFolder(GOOD);
  const watching = startWatching(file);
  await settle(watching);
  writeFileSync(file, 'version: 2\n');
  await watching.watch.readNow();
  expect(watching.taken.at(-1)).toEqual(expect.arrayContaining([expect.stringMatching(/:1:10 version: has to be 1/)]));
});

test('the file that a link points to is edited in its own folder, and taken', async () => {
  const { file } = makeFolder(GOOD);
  const { folder } = makeFolder('');
  const link = join(folder, 'link.yml');
  symlinkSync(file, link);
  const watching = startWatching(link);
  await settle(watching);
  writeFileSync(file, LARGER);
  await untilTaken(watching, 2);
  expect(watching.taken).toEqual([1, 2]);
});

test('where the folder tells nothing, the slow look finds it; what could not be taken is tried again then', async () => {
  const { folder, file } = makeFolder(GOOD);
  const there = join(folder, 'nowhere', 'actions.yml');
  const watching = startWatching(there);
  await settle(watching);
  const { clock, taken, errors } = watching;
  expect(taken).toEqual([[expect.stringMatching(/actions\.yml cannot be read \(ENOENT\)/)]]);
  symlinkSync(folder, join(folder, 'nowhere'));
  watching.fails(1);
  await clock.pass(30_000);
  await clock.pass(600);
  await expect.poll(() => errors).toHaveLength(1);
  expect(taken).toHaveLength(1);
  await clock.pass(30_000);
  await clock.pass(600);
  await expect.poll(() => taken.at(-1)).toBe(1);
  unlinkSync(file);
});
