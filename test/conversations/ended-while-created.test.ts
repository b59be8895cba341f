import { describe, expect, test } from 'vitest';
import { startConversation, WORKSPACE } from '../conversation.ts';
import { createCalls } from '../one-run.ts';

/** HCP Terraform takes a while for the call that creates the run, and then answers 429. */
const REFUSED_LATE = {
  ...{ method: 'POST', path: /\/runs$/, status: 429, headers: { 'x-ratelimit-reset': '1' } },
  delayMilliseconds: 15_000,
};

describe('it ends while its run is being created, and then there is no run', () => {
  test('ana withdraws: it is withdrawn, and no second call is sent', async () => {
    const talk = await startConversation();
    talk.terraform.fault(REFUSED_LATE);
    const request = await talk.asks('ana');
    await talk.until(() => /being created|Creating/.test(talk.read(request)), 'the call');
    await talk.clicks('ana', 'Withdraw', request);
    expect(await talk.thread(request, /Withdrawn/)).toMatch(/@Ana/);
    await talk.passes(60_000);
    expect(createCalls(talk.terraform)).toHaveLength(1);
    expect(talk.terraform.runs(WORKSPACE)).toEqual([]);
  });

  test('its time to start is over: it expires, and no second call is sent', async () => {
    const talk = await startConversation({ entry: { start_within: '10s' } });
    talk.terraform.fault(REFUSED_LATE);
    const request = await talk.asks('ana');
    expect(await talk.thread(request, /Expired/)).toMatch(/@Ana/);
    await talk.passes(60_000);
    expect(createCalls(talk.terraform)).toHaveLength(1);
    expect(talk.terraform.runs(WORKSPACE)).toEqual([]);
    expect(talk.read(request)).toMatch(/Expired/);
  });
});

test('a confirmation that was accepted and got lost is sent again, and no sooner than ten seconds later', async () => {
  const talk = await startConversation({ pace: 'manual' });
  const request = await talk.asks('ana');
  await talk.thread(request, /The run was created/);
  const id = talk.terraform.runs(WORKSPACE)[0]?.id ?? '';
  const accepted = { method: 'POST', path: /\/actions\/apply$/, status: 202, effect: 'none' } as const;
  talk.terraform.fault({ ...accepted, body: '' });
  talk.terraform.advanceTo(id, 'planned');
  const sent = () => talk.terraform.calls.filter(({ method, path }) => method === 'POST' && /\/apply$/.test(path));
  await talk.until(() => sent().length === 2, 'the second confirmation');
  const [first, second] = sent().map(({ at }) => at);
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(10_000);
  talk.terraform.advanceTo(id, 'applied');
  await talk.thread(request, /Succeeded/);
});
