import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createFromDump } from '../../src/store/embedded-database.ts';
import { type Backend, openEmbedded, openServer } from './backend.ts';
import { fingerprint } from './draw-history.ts';
import { runHistory } from './history.ts';
import { KEPT_SEEDS } from './kept-seeds.ts';

let backend: Backend;

beforeAll(async () => {
  const [server, template] = [inject('postgres'), inject('postgresTemplate')];
  backend =
    server === undefined
      ? await openEmbedded(await createFromDump(inject('databaseTemplate')))
      : await openServer(server, template);
});

afterAll(async () => backend?.close());

test.each(KEPT_SEEDS)('$story', async (kept) => {
  const { violation, trace } = await runHistory(backend, kept);
  expect(violation, trace).toBeUndefined();
});

test('ana asks, ben approves, and a seed gives the same history each time', async () => {
  const drawn = { seed: 1, replicas: 1, steps: [['go on', 0]] } as const;
  const [first, second] = [await runHistory(backend, drawn), await runHistory(backend, drawn)];
  expect(first.ended).toEqual({ succeeded: 1 });
  expect(fingerprint(second)).toBe(fingerprint(first));
});
