import { expect, test } from 'vitest';
import { discardOrphan } from '../../src/flows/creating/discard-orphans.ts';
import { NOTHING_TO_DO } from '../../src/flows/waiting/track-outage.ts';
import { keepInMemory } from '../proofs/histories/memory-record.ts';
import { anasRequest, audit, someRun } from '../store/requests.ts';
import { startHandClock } from '../terraform/hand-clock.ts';

const TOKEN = 'c'.repeat(32);
const orphan = { ...someRun, id: 'run-2', status: 'applying', message: `Asked by Ana ${TOKEN} in Slack` };

test('a second run is canceled once, however often it is met while it ends', async () => {
  const clock = startHandClock();
  const requests = keepInMemory();
  const { id } = anasRequest();
  await requests.add(
    anasRequest({ id, state: 'running', token: TOKEN, runId: 'run-1', run: someRun }),
    audit('request.asked'),
    [],
  );
  let sent = 0;
  const cancelRun = async (_where: object, _run: string, decide: () => Promise<string | undefined>) => {
    if ((await decide()) === undefined) return 'not_sent' as const;
    sent += 1;
    return 'accepted' as const;
  };
  // The two calls that discarding an orphan makes. Any other call fails.
  const terraform = { readRunToAct: async () => orphan, cancelRun } as unknown as Parameters<
    typeof discardOrphan
  >[0]['terraform'];
  const meet = async () => {
    const request = await requests.find(id);
    return request && discardOrphan({ requests, clock, terraform }, request, orphan);
  };
  await meet();
  for (let look = 0; look < 20; look += 1) {
    clock.jump(3_000);
    expect(await meet()).toBe(NOTHING_TO_DO);
  }
  expect(sent).toBe(1);
});
