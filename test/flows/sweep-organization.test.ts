import { expect, test } from 'vitest';
import { sweepOrganization } from '../../src/flows/following/sweep-organization.ts';
import type { WatchedRun } from '../../src/flows/following/watched-runs.ts';
import { START, stoppedClock } from '../store/stores.ts';

const NOW = START.getTime();

const watched = (id: number, given: Partial<WatchedRun> = {}): WatchedRun => ({
  ...{ requestId: `request-${id}`, version: 1, runId: `run-${id}`, workspaceId: `ws-${id}` },
  ...{ connection: undefined, organization: 'acme', isPreview: false, isPending: false, status: 'planning' },
  ...{ shown: '', isPlain: true, isCalm: true, isAway: false, hasProgress: false, cadence: 6_000 },
  ...{ readAt: NOW - 9_000, readByIdAt: NOW - 9_000, takenUpAt: NOW - 9_000, isMissing: false, inFront: undefined },
  ...given,
});

test('a run whose workspace no page has is read by its id, once its last reading is eight seconds old', async () => {
  const terraform = { readWorkspaces: async () => ({ workspaces: [], isLast: true }) };
  const onError = (error: unknown): never => {
    throw error;
  };
  const sweeps = sweepOrganization({ terraform, clock: stoppedClock(), onError } as never);
  const runs = [watched(1), watched(2), watched(3), watched(4, { readAt: NOW - 7_000 })];
  expect(sweeps.look(runs)).toEqual([]);
  await sweeps.done();
  expect(runs.map(({ isMissing }) => isMissing)).toEqual([true, true, true, false]);
  expect(sweeps.look(runs).map(({ runId }) => runId)).toEqual(['run-1', 'run-2', 'run-3']);
});
