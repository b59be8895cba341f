import { describe, expect, test } from 'vitest';
import type { ActionRequest } from '../../src/domain/request.ts';
import type { Run, Workspace } from '../../src/domain/run.ts';
import { discardOrphan, discardOrphans } from '../../src/flows/creating/discard-orphans.ts';
import { keepRun } from '../../src/flows/creating/keep-run.ts';
import type { RunActionAnswer } from '../../src/flows/ports/hcp-terraform.ts';
import { keepInMemory } from '../proofs/histories/memory-record.ts';
import { anasRequest, audit, echoOfAna, someRun } from '../store/requests.ts';
import { stoppedClock } from '../store/stores.ts';

const TOKEN = 'a'.repeat(32);
const message = `cleanup in prod | request ${TOKEN} of tf-action`;
const ofAna: Run = { ...someRun, message, echo: { ...echoOfAna, message } };
const pending: Run = { ...ofAna, id: 'run-2', status: 'pending' };

/** HCP Terraform with one run besides Ana's, and the calls that act on it. */
async function startWith(
  given: Partial<ActionRequest>,
  { other = pending, answer = 'accepted' as RunActionAnswer } = {},
) {
  const record = keepInMemory();
  const request = anasRequest({ state: 'running', token: TOKEN, runId: 'run-1', run: ofAna, ...given });
  await record.add(request, audit('request.asked', request), []);
  const ended: string[] = [];
  const end = (how: string) => async (_where: object, id: string, decide: () => Promise<string | undefined>) => {
    const comment = await decide();
    if (comment === undefined) return 'not_sent' as const;
    ended.push(`${how} ${id}: ${comment}`);
    return answer;
  };
  const terraform = {
    ...{ readRunToAct: async () => other, discardRun: end('discard'), cancelRun: end('cancel') },
    readWorkspace: async (): Promise<Partial<Workspace>> => ({ currentRunId: other.id, currentRun: other }),
  };
  const deps = { requests: record, terraform, clock: stoppedClock() } as never;
  return { deps, request, record, ended };
}

describe('a run that carries the token of a request that has another', () => {
  test('is ended, whoever finds it: the call that made it, a look for it, or the look once the request has ended', async () => {
    const called = await startWith({});
    await keepRun(called.deps, called.request.id, pending, 'created');
    const looked = await startWith({ state: 'unresolved', runId: 'run-1' });
    await discardOrphan(looked.deps, looked.request, pending);
    const after = await startWith({ state: 'succeeded' });
    await discardOrphans(after.deps, after.request.id);
    for (const { ended, record, request } of [called, looked, after]) {
      expect(ended).toEqual([`cancel run-2: Not the run of request ${TOKEN}; run-1 is.`]);
      expect((await record.find(request.id))?.runId).toBe('run-1');
    }
  });

  test('is discarded where it can be', async () => {
    const actions = { confirmable: true, discardable: true, cancelable: false };
    const { deps, request, ended } = await startWith({}, { other: { ...pending, status: 'planned', actions } });
    await discardOrphan(deps, request, { ...pending, status: 'planned', actions });
    expect(ended).toEqual([expect.stringMatching(/^discard run-2: /)]);
  });

  test('is tried again where HCP Terraform refuses', async () => {
    const { deps, request } = await startWith({}, { answer: 'forbidden' });
    await expect(discardOrphan(deps, request, pending)).rejects.toThrow(/run-2/);
  });
});

test.each<[string, Run, Partial<ActionRequest>]>([
  ["somebody else's", { ...pending, message: 'merge by mia' }, {}],
  ['of a request of which the token is a part of a word', { ...pending, message: `x${TOKEN}` }, {}],
  ["the request's own", { ...ofAna, status: 'pending' }, {}],
  ['plan-only', { ...pending, planOnly: true }, {}],
  ['over', { ...pending, status: 'errored' }, {}],
])('a run that is %s is left alone', async (_, run, given) => {
  const { deps, request, ended } = await startWith(given, { other: run });
  await discardOrphan(deps, request, run);
  expect(ended).toEqual([]);
});

test('a run that the request has taken as its own meanwhile is left alone', async () => {
  const { deps, request, ended } = await startWith({ runId: 'run-2', run: pending });
  await discardOrphan(deps, { ...request, runId: 'run-1' }, pending);
  expect(ended).toEqual([]);
});
