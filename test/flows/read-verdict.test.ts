import { expect, test } from 'vitest';
import type { Run } from '../../src/domain/run.ts';
import { type LogReading, Unreachable } from '../../src/flows/hcp-terraform.ts';
import { weigh } from '../../src/flows/read-verdict.ts';
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
