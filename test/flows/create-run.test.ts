import { expect, test } from 'vitest';
import { digestOf } from '../../src/domain/digest.ts';
import { createRun } from '../../src/flows/creating/create-run.ts';
import type { RequestStore } from '../../src/flows/ports/request-store.ts';
import { foundAcme, readAllowlist, teamOf } from '../proofs/histories/acme.ts';
import { keepFreezesInMemory } from '../proofs/histories/memory-freezes.ts';
import { keepInMemory } from '../proofs/histories/memory-record.ts';
import { startMemoryTerraform } from '../proofs/histories/memory-terraform.ts';
import { anasRequest, audit } from '../store/requests.ts';

const WRITTEN = {
  ...{ listed: true, places: 1, requesters: 0, address: 0, glass: 1 },
  ...{ allowRequester: false, byHand: false },
};
const TOKEN = 'a'.repeat(32);
const MINUTE = 60_000;

/** Ana's request needs no approval and has a minute to be created. */
async function startApproved() {
  const acme = foundAcme(WRITTEN);
  const allowlist = readAllowlist(acme);
  const freezes = keepFreezesInMemory(async () => undefined);
  const kept = keepInMemory(freezes, () => new Date(acme.now));
  const [entry] = allowlist().entries;
  const asked = {
    ...anasRequest().asked,
    parameters: {},
    workspaceId: 'ws-1',
    ...(entry && { entry }),
  };
  const request = anasRequest({
    ...{ state: 'approved', requester: 'ana', asked, digest: digestOf(asked) },
    deadline: new Date(acme.now + MINUTE),
  });
  await kept.add(request, audit('request.asked', request), []);
  const judge = { judgeCreating: () => undefined, judgeConfirming: () => undefined } as never;
  const terraform = startMemoryTerraform(acme, judge, (token) => (token === TOKEN ? request : undefined));
  const clock = {
    now: () => acme.now,
    ...{ setTimeout: () => undefined, clearTimeout: () => undefined },
    ...{ setInterval: () => undefined, clearInterval: () => undefined },
  };
  const deps = { allowlist, team: teamOf(acme), terraform, freezes, requests: kept as RequestStore, clock };
  return {
    ...{ acme, kept, terraform },
    create: (changed: Partial<typeof deps> = {}) =>
      createRun({ ...deps, randomHex: () => TOKEN, ...changed }, request.id),
    state: async () => (await kept.find(request.id))?.state,
  };
}

test('in time its run is created', async () => {
  const { create, terraform, state } = await startApproved();
  await create();
  expect(await state()).toBe('running');
  expect(terraform.created.size).toBe(1);
});

test('its work comes when its time to start is over: it expires, and no run is created', async () => {
  const { acme, create, terraform, state } = await startApproved();
  acme.now += MINUTE;
  await create();
  expect(await state()).toBe('expired');
  expect(terraform.created.size).toBe(0);
});

test('HCP Terraform wants no further try for a while: there is none before, and one then', async () => {
  const { acme, kept, create, terraform } = await startApproved();
  terraform.nextCreation = 'later';
  await create();
  for (let look = 0; look < 3; look += 1) await create();
  expect(terraform.created.size).toBe(0);
  const [request] = kept.requests.values();
  expect(request).toMatchObject({ state: 'approved', createNotBefore: new Date(acme.now + MINUTE) });
});

test('its time to start ends while the call waits for its turn: it expires, and no run is created', async () => {
  const { acme, create, terraform, state } = await startApproved();
  acme.now += MINUTE - 1_000;
  const createLate: typeof terraform.createRun = (where, decide) => {
    acme.now += 1_000;
    return terraform.createRun(where, decide);
  };
  await create({ terraform: { ...terraform, createRun: createLate } });
  expect(await state()).toBe('expired');
  expect(terraform.created.size).toBe(0);
});

test('the decision to create takes long to get on the record: it is not carried out, and taken again', async () => {
  const { acme, kept, create, terraform, state } = await startApproved();
  let slowly = 5_001;
  const slow: RequestStore = {
    ...kept,
    move: async (request, move) => {
      const moved = await kept.move(request, move);
      if (move.event === 'create') acme.now += slowly;
      if (move.event === 'create') slowly = 0;
      return moved;
    },
  };
  const sent: boolean[] = [];
  const createRunSeen: typeof terraform.createRun = (where, decide) =>
    terraform.createRun(where, async () => {
      const run = await decide();
      sent.push(run !== undefined);
      return run;
    });
  await create({ requests: slow, terraform: { ...terraform, createRun: createRunSeen } });
  expect(sent).toEqual([false, true]);
  expect(terraform.created.size).toBe(1);
  expect(await state()).toBe('running');
});

test.each([4, 15])('Slack takes %i seconds to answer: the run is created all the same', async (seconds) => {
  const { acme, create, terraform } = await startApproved();
  const team = teamOf(acme);
  const slow = {
    ...team,
    standingOf: async (id: string) => {
      const standing = await team.standingOf(id);
      acme.now += seconds * 1_000;
      return standing;
    },
  };
  await create({ team: slow });
  expect(terraform.created.size).toBe(1);
});
