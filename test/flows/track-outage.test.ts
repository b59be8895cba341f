import { expect, test } from 'vitest';
import type { ActionRequest } from '../../src/domain/request.ts';
import { CouldNotFindOut } from '../../src/flows/guarding/could-not-find-out.ts';
import { RefusedToAct, Unreachable } from '../../src/flows/ports/hcp-terraform.ts';
import type { Move, RequestStore } from '../../src/flows/ports/request-store.ts';
import { trackOutage } from '../../src/flows/waiting/track-outage.ts';
import { anasRequest } from '../store/requests.ts';

const INTERVALS = { setInterval: () => 0, clearInterval: () => undefined };

/** A store with one request, as far as recording an outage needs it. */
function recordOf(given: ActionRequest) {
  let request = given;
  const moves: Move[] = [];
  const requests = {
    find: async () => request,
    move: async (_before: ActionRequest, move: Move) => {
      moves.push(move);
      request = { ...request, away: move.change?.away ?? undefined };
      return request;
    },
  } as unknown as RequestStore;
  const clock = { now: () => 1_000, setTimeout: () => 0, clearTimeout: () => undefined, ...INTERVALS };
  const step = (error?: Error) =>
    trackOutage({ requests, clock }, request.id, () =>
      error === undefined ? Promise.resolve() : Promise.reject(error),
    );
  return { step, moves, away: () => request.away };
}

const run = { id: 'run-1', status: 'planned' };

test.each<[string, Error, object | undefined]>([
  ['silence', new Unreachable('no answer'), {}],
  ["a gateway's 503", new Unreachable('503', 503), {}],
  ['401 to reading', new Unreachable('401', 401), { status: 401, why: 'token' }],
  ['404 to reading', new Unreachable('404', 404), { status: 404 }],
  ['429', new Unreachable('429', 429), { status: 429 }],
  ['401 to confirming', new RefusedToAct('confirm', run, 'token_refused'), { status: 401, why: 'token' }],
  ['403 to ending', new RefusedToAct('end', run, 'forbidden'), { status: 403 }],
  ['409 to ending a second run', new RefusedToAct('end_orphan', run, 'not_allowed'), { status: 409 }],
  ['a fault of our own', new Error('broken'), undefined],
])('%s is noted with its status, told on, and gone once it gets through', async (_what, error, noted) => {
  const { step, moves, away } = recordOf(anasRequest({ state: 'running' }));
  await expect(step(error)).rejects.toBe(error);
  if (noted === undefined) return expect(away()).toBeUndefined();
  const refused = error instanceof RefusedToAct && { act: error.act, run: 'run-1', runStatus: 'planned' };
  expect(away()).toEqual({ what: 'hcp_terraform', since: new Date(1_000), ...noted, ...(refused && { refused }) });
  await expect(step(error)).rejects.toBe(error);
  expect(moves).toHaveLength(1);
  await step();
  expect(away()).toBeUndefined();
});

test('where what is wrong changes, that is noted', async () => {
  const { step, moves } = recordOf(anasRequest({ state: 'running' }));
  for (const error of [new Unreachable('no answer'), new Unreachable('403', 403), new CouldNotFindOut('x')]) {
    await expect(step(error)).rejects.toBe(error);
  }
  expect(moves.map(({ audit }) => [audit.facts.service, audit.facts.status])).toEqual([
    ['hcp_terraform', null],
    ['hcp_terraform', 403],
    ['slack', null],
  ]);
});
