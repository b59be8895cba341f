import { expect, test } from 'vitest';
import type { Workspace } from '../../src/domain/run.ts';
import { readOrganization } from '../../src/flows/following/read-organization.ts';
import { stoppedClock } from '../store/stores.ts';

const workspace = (id: string): Workspace => ({
  id,
  name: id,
  organization: 'acme',
  configurationVersionId: undefined,
  ...{ hasConfiguration: undefined, executionMode: undefined, terraformVersion: undefined },
  ...{ canQueueRun: undefined, canQueueApply: undefined, canUpdate: undefined },
  locked: false,
  lockedReason: undefined,
  lockedBy: undefined,
  currentRun: undefined,
  currentRunId: undefined,
  structuredLog: false,
  usual: {},
});

async function readPages(pages: readonly (readonly string[])[], wanted: readonly string[], usual = 1) {
  const seen = new Set<string>();
  const asked: number[] = [];
  const terraform = {
    readWorkspaces: async (_where: object, _order: string, page: number) => {
      asked.push(page);
      return { workspaces: (pages[page - 1] ?? []).map(workspace), isLast: page >= pages.length };
    },
  };
  const read = await readOrganization(
    { terraform, clock: stoppedClock() },
    {
      ...{ connection: undefined, organization: 'acme', order: 'newest', usual },
      take: (workspaces) => {
        for (const { id } of workspaces) seen.add(id);
        return wanted.every((id) => seen.has(id));
      },
    },
  );
  return { read, seen: [...seen], asked };
}

test('the last page is taken too', async () => {
  expect(await readPages([['a', 'b']], ['b'])).toMatchObject({ read: 1, seen: ['a', 'b'] });
  expect(await readPages([['a'], ['b']], ['b', 'gone'])).toMatchObject({ read: 2, seen: ['a', 'b'] });
});

test('nothing is read past what is wanted, and as many at once as it was the last time', async () => {
  expect(await readPages([['a'], ['b'], ['c']], ['b'])).toMatchObject({ read: 2, asked: [1, 2] });
  expect(await readPages([['a'], ['b'], ['c']], ['a'], 2)).toMatchObject({ asked: [1, 2] });
});
