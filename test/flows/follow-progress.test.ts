import { expect, test } from 'vitest';
import type { ActionRequest } from '../../src/domain/request.ts';
import type { Run } from '../../src/domain/run.ts';
import { followProgress } from '../../src/flows/following/follow-progress.ts';
import type { Move, RequestStore } from '../../src/flows/ports/request-store.ts';
import { anasRequest, someRun } from '../store/requests.ts';
import { startHandClock } from '../terraform/hand-clock.ts';

const run: Run = {
  ...someRun,
  status: 'applying',
  apply: { id: 'apply-1', status: 'running', actionInvocations: undefined, actionFailures: undefined },
};
const applying = (id: string, more: Partial<ActionRequest> = {}): ActionRequest =>
  anasRequest({ id, state: 'running', runId: run.id, run, structuredLog: true, ...more });

function start() {
  const clock = startHandClock();
  const ending = new AbortController();
  const kept = new Map<string, ActionRequest>();
  const moves: Move[] = [];
  const said: { line: string | undefined; looks: number } = { line: undefined, looks: 0 };
  const requests: Pick<RequestStore, 'find' | 'move'> = {
    find: async (id) => kept.get(id),
    move: async (request, move) => {
      moves.push(move);
      const { actionProgress } = move.change ?? {};
      const { actionProgress: _, ...rest } = request;
      const moved = actionProgress ? { ...rest, actionProgress } : rest;
      kept.set(request.id, moved);
      return moved;
    },
  };
  const followApplyLog = () => ({
    readOn: async () => {
      said.looks += 1;
    },
    latest: () => said.line,
  });
  const onError = (error: unknown): never => {
    throw error;
  };
  const progress = followProgress({ terraform: { followApplyLog }, requests, clock, onError }, ending.signal);
  const follow = async (request: ActionRequest, reading: Run = run): Promise<void> => {
    if (!kept.has(request.id)) kept.set(request.id, request);
    progress.follow(request, reading);
    await progress.ended();
  };
  return { clock, ending, follow, kept, moves, said };
}

test('a log is looked at every 10 s at most, and only a line that is another one is noted', async () => {
  const { clock, follow, kept, moves, said } = start();
  const request = applying('a');
  said.line = '1 of 3';
  for (let second = 0; second < 20; second += 2) {
    await follow(request);
    clock.jump(2_000);
  }
  expect(said.looks).toBe(2);
  expect(moves.length).toBe(1);
  said.line = undefined;
  await follow(request);
  expect(moves.length).toBe(2);
  expect(kept.get('a')).not.toHaveProperty('actionProgress');
  expect(moves.every(({ audit }) => !JSON.stringify(audit).includes('1 of 3'))).toBe(true);
});

test('only a structured log of a run that applies is looked at, and none once the program stops', async () => {
  const { ending, follow, said } = start();
  const { apply: _, ...unapplied } = run;
  await follow(applying('a', { structuredLog: false }));
  await follow(applying('b'), { ...run, status: 'apply_queued' });
  await follow(applying('c'), { ...unapplied, apply: undefined });
  await follow(applying('d', { away: { what: 'hcp_terraform', since: new Date(0) } }));
  ending.abort();
  await follow(applying('e'));
  expect(said.looks).toBe(0);
});

test('while more than twenty runs move nobody looks, and again once they are fewer', async () => {
  const { clock, follow, said } = start();
  for (let index = 0; index < 20; index += 1) await follow(applying(`moving-${index}`), { ...run, status: 'planning' });
  await follow(applying('a'));
  expect(said.looks).toBe(0);
  clock.jump(16_000);
  await follow(applying('a'));
  expect(said.looks).toBe(1);
});

test('a request that moved on meanwhile is left alone', async () => {
  const { follow, kept, moves, said } = start();
  said.line = 'too late';
  kept.set('a', applying('a', { state: 'succeeded' }));
  kept.set('b', applying('b', { run: { ...run, status: 'applied' } }));
  await follow(applying('a'));
  await follow(applying('b'));
  expect([said.looks, moves.length]).toEqual([2, 0]);
});
