import { expect, test } from 'vitest';
import type { ActionRequest } from '../../src/domain/request.ts';
import { moveUntilTaken, NeverTaken, propose } from '../../src/flows/guarding/move-until-taken.ts';
import type { Move, RequestStore } from '../../src/flows/ports/request-store.ts';
import { keepInMemory } from '../proofs/histories/memory-record.ts';
import { anasRequest, audit } from '../store/requests.ts';

const note: Move = { event: 'note', audit: audit('request.reminded') };
const approve: Move = { event: 'approve_last', audit: audit('request.approved') };

async function startWithAnasRequest() {
  const requests = keepInMemory();
  const request = anasRequest({ state: 'awaiting_approval' });
  await requests.add(request, audit('request.asked'), []);
  /** Somebody else is first with the next `times` moves. */
  const losing = (times: number): Pick<RequestStore, 'find' | 'move'> => {
    let left = times;
    return {
      find: requests.find,
      move: async (before, move) => {
        if (left > 0) await requests.move(before, note);
        left -= 1;
        return requests.move(before, move);
      },
    };
  };
  return { requests, request, losing };
}

test('the move is taken at once: the answer comes from the moved request', async () => {
  const { requests, request } = await startWithAnasRequest();
  const moved = await moveUntilTaken<ActionRequest>(requests, request.id, () => propose(approve, (taken) => taken));
  expect(moved).toMatchObject({ state: 'approved', version: request.version + 1 });
});

test('somebody else is first a hundred times: each time the step sees the request as they left it', async () => {
  const { request, losing } = await startWithAnasRequest();
  const seen: unknown[] = [];
  const answer = await moveUntilTaken(losing(100), request.id, (read) => {
    seen.push(read?.version);
    return propose(approve, ({ version }) => `taken as version ${version}`);
  });
  expect(seen).toEqual(Array.from({ length: 101 }, (_, lost) => request.version + lost));
  expect(answer).toBe(`taken as version ${request.version + 101}`);
});

test('somebody else was first, and nothing is left to do: the step answers and nothing more moves', async () => {
  const { requests, request } = await startWithAnasRequest();
  const approvedFirst: RequestStore['move'] = async (before) => {
    await requests.move(before, approve);
    return undefined;
  };
  const answer = await moveUntilTaken({ ...requests, move: approvedFirst }, request.id, (read) =>
    read?.state === 'approved' ? 'too late' : propose(note, () => 'noted'),
  );
  expect(answer).toBe('too late');
  expect(await requests.find(request.id)).toMatchObject({ version: request.version + 1 });
});

test('the request is gone: the step says what that means, and cannot move it', async () => {
  const { requests } = await startWithAnasRequest();
  const answer = moveUntilTaken<string>(requests, 'nobody', (read) =>
    read === undefined ? 'gone' : propose(note, () => 'noted'),
  );
  expect(await answer).toBe('gone');
  await expect(moveUntilTaken(requests, 'nobody', () => propose(note))).rejects.toThrow(/nobody is gone/);
});

test('a check of the move says no whatever the step reads: it throws instead of repeating forever', async () => {
  const { requests, request } = await startWithAnasRequest();
  let steps = 0;
  const moving = moveUntilTaken({ find: requests.find, move: async () => undefined }, request.id, () => {
    steps += 1;
    return propose({ ...approve, lastCheck: () => false });
  });
  await expect(moving).rejects.toThrow(NeverTaken);
  await expect(moving).rejects.toThrow(/did not move with approve_last: 5 times nobody else had moved it/);
  expect(steps).toBe(5);
});

test('a check says no now and then while others move the request: it goes on', async () => {
  const { requests, request } = await startWithAnasRequest();
  let tries = 0;
  const sometimes: Pick<RequestStore, 'find' | 'move'> = {
    find: requests.find,
    move: async (before, move) => {
      tries += 1;
      if (tries === 30) return requests.move(before, move);
      if (tries % 4 === 0) await requests.move(before, note);
      return undefined;
    },
  };
  await moveUntilTaken(sometimes, request.id, () => propose(approve));
  expect(await requests.find(request.id)).toMatchObject({ state: 'approved' });
});
