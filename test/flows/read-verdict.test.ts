import { expect, test } from 'vitest';
import type { ActionRequest } from '../../src/domain/request.ts';
import type { Run } from '../../src/domain/run.ts';
import { type Verdict, verdictOfInvocations } from '../../src/domain/verdict.ts';
import { weigh } from '../../src/flows/ending/read-verdict.ts';
import { type LogReading, Unreachable } from '../../src/flows/ports/hcp-terraform.ts';
import { anasRequest, someRun } from '../store/requests.ts';

const run: Run = {
  ...someRun,
  status: 'applied',
  apply: { id: 'apply-1', status: 'finished', actionInvocations: undefined, actionFailures: undefined },
};
const log: LogReading = {
  ...{ structured: true, started: 0, completed: 0, errored: 0, plannedInvocations: undefined, excerpt: undefined },
};

const verdictBy = async (reading: LogReading) => {
  const terraform = { readApplyLog: async () => reading };
  return (await weigh({ terraform }, anasRequest({ state: 'running', run }), run, undefined)).ended;
};

test('a log that broke off tells nothing yet, unless what was read of it says that the action failed', async () => {
  await expect(verdictBy({ ...log, brokeOff: true })).rejects.toThrow(Unreachable);
  expect(await verdictBy({ ...log, brokeOff: true, errored: 1 })).toBe('failed');
  expect(await verdictBy(log)).toBe('unknown');
});

const counted = { id: 'apply-1', status: 'finished', actionInvocations: 2, actionFailures: 0 } as const;

test.each<[string, Partial<ActionRequest>, Partial<Run>, Partial<Verdict>]>([
  ['the number that the run was confirmed with', { plannedInvocations: 3 }, {}, { ended: 'failed', notInvoked: 1 }],
  [
    'the number of the plan, where nobody counted before somebody confirmed it in HCP Terraform',
    {},
    { plan: { id: 'plan-1', status: 'finished', resourceChanges: 0, actionInvocations: 2 } },
    { ended: 'succeeded', planned: 2 },
  ],
  ['no number, and the run was applied', {}, {}, { ended: 'succeeded', succeeded: 2 }],
  ['no number, and the run errored', {}, { status: 'errored' }, { ended: 'unknown', succeeded: 2 }],
])('planned is %s', async (_what, given, more, verdict) => {
  const request = anasRequest({ state: 'running', ...given });
  const read = { ...run, apply: counted, ...more };
  expect(await weigh({ terraform: NO_LOG }, request, read, undefined)).toMatchObject(verdict);
});

const NO_LOG = { readApplyLog: () => Promise.reject(new Error('The log was read, and there was no need to.')) };

test('a final status that never came: the log tells, and where it does not the numbers that are known do', async () => {
  const request = anasRequest({ state: 'running', plannedInvocations: 2 });
  const listed = verdictOfInvocations(['successful', undefined], { planned: 2, applied: true });
  const weighed = (reading: LogReading) =>
    weigh({ terraform: { readApplyLog: async () => reading } }, request, run, listed);
  expect(await weighed({ ...log, started: 2, completed: 2 })).toMatchObject({ ended: 'succeeded', succeeded: 2 });
  expect(await weighed({ ...log, started: 2, completed: 1, errored: 1 })).toMatchObject({ ended: 'failed', failed: 1 });
  expect(await weighed(log)).toMatchObject({ ended: 'unknown', source: 'invocations', succeeded: 1, untold: 1 });
});
