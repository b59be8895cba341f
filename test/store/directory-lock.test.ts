import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { DirectoryInUse, lockDirectory } from '../../src/store/directory-lock.ts';

const folders: string[] = [];

function newFolder(name = 'data'): string {
  const folder = mkdtempSync(join(tmpdir(), 'tf-action-lock-'));
  folders.push(folder);
  const directory = join(folder, name);
  mkdirSync(directory, { recursive: true });
  return directory;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const now = (): Date => new Date('2026-03-02T03:00:00.000Z');

describe('the lock of the data directory', () => {
  test('a second one is refused with who holds it and the way out, and gets it once it is released', async () => {
    const directory = newFolder();
    const lock = await lockDirectory(directory, now);
    const refused = lockDirectory(directory, now);
    await expect(refused).rejects.toThrow(DirectoryInUse);
    await expect(refused).rejects.toThrow(
      new RegExp(`in use by process ${process.pid} on .+ since 2026-03-02T03:00:00.000Z.*DATA_DIR.*DATABASE_URL`),
    );
    await lock.release();
    const second = await lockDirectory(directory, now);
    await second.release();
    expect(readdirSync(directory)).toEqual([]);
  });

  test('of ten that start in the same instant never two hold it', async () => {
    for (let round = 0; round < 10; round += 1) {
      const directory = newFolder();
      const tries = await Promise.allSettled(Array.from({ length: 10 }, () => lockDirectory(directory, now)));
      const locks = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      expect(locks).toHaveLength(1);
      await locks[0]?.release();
    }
  });

  test('a directory whose path is longer than a socket’s may be is locked as well', async () => {
    const directory = newFolder(join('a'.repeat(100), 'b'.repeat(100)));
    const lock = await lockDirectory(directory, now);
    await expect(lockDirectory(directory, now)).rejects.toThrow(DirectoryInUse);
    await lock.release();
    expect(readdirSync(directory)).toEqual([]);
  });

  test('a holder on another machine that shows signs of life is not robbed; one that shows none is dead', async () => {
    const directory = newFolder();
    const file = join(directory, 'held-by.json');
    const holder = {
      pid: 7,
      host: 'other',
      since: '2026-03-02T02:00:00.000Z',
      socket: 'held-0.sock',
      machine: 'other',
    };
    const sign = (lastSign: number): void =>
      writeFileSync(file, JSON.stringify({ ...holder, lastSign: `${lastSign}` }));
    let signs = 0;
    sign(signs);
    const alive = setInterval(() => sign(++signs), 20);
    await expect(lockDirectory(directory, now, 200)).rejects.toThrow(
      'in use by process 7 on other since 2026-03-02T02:00',
    );
    clearInterval(alive);
    const lock = await lockDirectory(directory, now, 200);
    await lock.release();
  });

  test('only the owner can read who holds it', async () => {
    const directory = newFolder();
    const lock = await lockDirectory(directory, now);
    expect(statSync(join(directory, 'held-by.json')).mode & 0o777).toBe(0o600);
    await lock.release();
  });
});
