import { expect, test } from 'vitest';
import type { ActionRequest } from '../../src/domain/request.ts';
import { createOnce } from '../../src/flows/creating/create-once.ts';
import { performWork } from '../../src/flows/perform-work.ts';
import type { HcpTerraform } from '../../src/flows/ports/hcp-terraform.ts';
import type { RequestStore } from '../../src/flows/ports/request-store.ts';
import { remindRequest } from '../../src/flows/waiting/remind-request.ts';
import { voidRequest } from '../../src/flows/waiting/void-request.ts';
import { waitForFreeze } from '../../src/flows/waiting/wait-for-freeze.ts';
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

/** A store whose work of the request was just taken out, and the work added since. */
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
  const requests: RequestStore = { ...kept, move: async () => undefined };
  await voidRequest({ allowlist, requests, clock }, request, {
    because: { kind: 'entry_gone', action: 'cleanup', environment: 'prod' },
  });
  expect(worked()).toBe('create_run');
});

test('a freeze is over in the instant after it kept a run from being created: the run is created', async () => {
  const { kept, request, worked } = await afterItsWork({});
  const freezes = { current: async () => [], add: async () => [], lift: async () => 0 };
  await waitForFreeze({ allowlist, requests: kept, clock, freezes }, request.id);
  expect(worked()).toBe('create_run');
});

test('a look for a run that is known asks nobody, so HCP Terraform is still away afterwards', async () => {
  const away = { what: 'hcp_terraform', since: new Date(NOW) } as const;
  const { kept, request } = await afterItsWork({ state: 'running', runId: 'run-1', away });
  const deps = { requests: kept, clock } as never;
  await performWork(deps, { work: 'find_run', requestId: request.id, attempt: 0 });
  expect(await kept.find(request.id)).toMatchObject({ away });
});

test("a reminder that comes early, since this machine's clock is behind, comes again", async () => {
  const { kept, request, worked } = await afterItsWork({ deadline: new Date(NOW + 2), remindAt: new Date(NOW + 1) });
  await remindRequest({ requests: kept, clock }, request.id);
  expect(worked()).toBe('remind_request');
});

test('a process that stood still after “creating”, while another one looked for its run, sends nothing any more', async () => {
  const { kept, request } = await afterItsWork({});
  let sent: unknown = 'nobody asked';
  const requests: RequestStore = {
    ...kept,
    move: async (before, move) => {
      const moved = await kept.move(before, move);
      if (move.event === 'create' && moved !== undefined)
        await kept.move(moved, { event: 'note', change: { looksDone: 1 }, audit: audit('run.not_found_yet') });
      return moved;
    },
  };
  const createRun: HcpTerraform['createRun'] = async (_, decide) => {
    sent = await decide();
    return { kind: 'not_sent' };
  };
  const checked = { entry: request.asked.entry, allowlist: 'a'.repeat(64), readAt: NOW, facts: {}, names: new Map() };
  const creatable = [{ request, checked }];
  const course = {
    recheck: async () => creatable.pop(),
    freezes: () => 'pass',
    tokenOf: () => 'token',
    planOnly: () => undefined,
    begin: () => ({ event: 'create', change: { creatingSince: new Date(NOW) }, audit: audit('run.creating') }),
    isCreating: ({ state }: ActionRequest) => state === 'creating',
    moveOn: () => ({ event: 'postpone', audit: audit('run.creation_postponed') }),
  };
  await createOnce({ allowlist, requests, clock, terraform: { createRun } } as never, request.id, course as never);
  expect(sent).toBeUndefined();
  expect(await kept.find(request.id)).toMatchObject({ state: 'approved' });
});
