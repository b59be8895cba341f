import { expect, test } from 'vitest';
import type { ActionRequest } from '../../src/domain/request.ts';
import { performWork } from '../../src/flows/perform-work.ts';
import type { RequestRecord } from '../../src/flows/ports/request-store.ts';
import { remindRequest } from '../../src/flows/waiting/remind-request.ts';
import { voidRequest } from '../../src/flows/waiting/void-request.ts';
import { holdFrozen } from '../../src/flows/waiting/wait-for-freeze.ts';
import { keepInMemory } from '../proofs/histories/memory-record.ts';
import { anasRequest, audit } from '../store/requests.ts';

const NOW = Date.UTC(2026, 2, 2, 3);
const clock = {
  now: () => NOW,
  setTimeout: () => undefined,
  clearTimeout: () => undefined,
  setInterval: () => undefined,
  clearInterval: () => undefined,
};
const allowlist = () => ({ hash: 'a'.repeat(64), freezes: [] }) as never;

/** A record in which the work of the request was just taken out, and what is put into it from then on. */
async function afterItsWork(given: Partial<ActionRequest>) {
  const kept = keepInMemory();
  const request = anasRequest({ state: 'approved', approvedAt: new Date(NOW), ...given });
  await kept.add(request, audit('request.asked'), []);
  const far = Number.POSITIVE_INFINITY;
  while (kept.takeDue(far) !== undefined);
  return { kept, request, worked: () => kept.takeDue(far)?.work };
}

test('somebody else moves the request in the instant in which it would be void: its work is done again', async () => {
  const { kept, request, worked } = await afterItsWork({});
  const record: RequestRecord = { ...kept, move: async () => undefined };
  await voidRequest({ allowlist, record, clock }, request, {
    because: { kind: 'entry_gone', action: 'cleanup', environment: 'prod' },
  });
  expect(worked()).toBe('create_run');
});

test('a freeze is over in the instant after it kept a run from being created: the run is created', async () => {
  const { kept, request, worked } = await afterItsWork({});
  const freezes = { current: async () => [], add: async () => [], lift: async () => 0 };
  await holdFrozen({ allowlist, record: kept, clock, freezes }, request.id);
  expect(worked()).toBe('create_run');
});

test('a look for a run that is known asks nobody, so HCP Terraform is still away afterwards', async () => {
  const away = { what: 'hcp_terraform', since: new Date(NOW) } as const;
  const { kept, request } = await afterItsWork({ state: 'running', runId: 'run-1', away });
  const deps = { record: kept, clock } as never;
  await performWork(deps, { work: 'find_run', requestId: request.id, attempt: 0 });
  expect(await kept.find(request.id)).toMatchObject({ away });
});

test("a reminder that comes early, since this machine's clock is behind, comes again", async () => {
  const { kept, request, worked } = await afterItsWork({ deadline: new Date(NOW + 2), remindAt: new Date(NOW + 1) });
  await remindRequest({ record: kept, clock }, request.id);
  expect(worked()).toBe('remind_request');
});
