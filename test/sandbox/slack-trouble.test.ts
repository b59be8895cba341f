import { expect, test } from 'vitest';
import { manualClock } from '../../src/sandbox/clock.ts';
import { ANA, clientOf, GENERAL, refusalOf, startTeam } from './slack-team.ts';

const post = (slack: Awaited<ReturnType<typeof startTeam>>, channel = GENERAL) =>
  refusalOf(clientOf(slack, undefined, { timeout: 300 }).chat.postMessage({ channel, text: 'hello' }));

test('each fault meets as many calls as it was told to, of its method and channel', async () => {
  const slack = await startTeam();
  slack.addChannel({ id: 'C0OTHER001', members: [ANA] });
  slack.fault({ method: 'chat.postMessage', channel: GENERAL, times: 2, kind: 'error', error: 'fatal_error' });
  expect(await post(slack, 'C0OTHER001')).toBe('ok');
  expect([await post(slack), await post(slack), await post(slack)]).toEqual(['fatal_error', 'fatal_error', 'ok']);
  slack.fault({ method: 'chat.postMessage', kind: 'status', status: 503 });
  expect(await post(slack)).toBe('WebAPIHTTPError');
  slack.fault({ method: 'chat.postMessage', kind: 'ratelimited', retryAfter: 7 });
  expect(await post(slack)).toBe('WebAPIRateLimitedError');
  expect(slack.sees(ANA, GENERAL)).toHaveLength(1);
});

test('a lost reply leaves a message behind, a refused or hanging call does not', async () => {
  const slack = await startTeam();
  slack.fault({ method: 'chat.postMessage', kind: 'refused' });
  expect(await post(slack)).toBe('WebAPIRequestError');
  slack.fault({ method: 'chat.postMessage', kind: 'hang' });
  expect(await post(slack)).toBe('WebAPIRequestError');
  expect(slack.sees(ANA, GENERAL)).toHaveLength(0);
  slack.fault({ method: 'chat.postMessage', kind: 'lost_reply' });
  expect(await post(slack)).toBe('WebAPIRequestError');
  expect(slack.sees(ANA, GENERAL)).toHaveLength(1);
  expect(slack.calls.map((call) => [call.status, call.replyLost])).toEqual([
    [0, false],
    [0, false],
    [200, true],
  ]);
});

test('a slow answer comes when the clock has moved on', async () => {
  const clock = manualClock();
  const slack = await startTeam({ clock });
  slack.fault({ method: 'chat.postMessage', kind: 'slow', milliseconds: 2000 });
  const posting = clientOf(slack).chat.postMessage({ channel: GENERAL, text: 'hello' });
  await slack.until(() => slack.calls.length === 1);
  clock.move(2000);
  expect(await posting).toMatchObject({ ok: true });
});

test('while Slack is down nothing goes in or out, and afterwards everything does', async () => {
  const slack = await startTeam();
  slack.down();
  expect(await post(slack)).toBe('WebAPIRequestError');
  expect((await slack.says(ANA, GENERAL, '/tf-action')).failure).toBe('dispatch_failed');
  slack.up();
  expect(await post(slack)).toBe('ok');
});

test('people cannot do what their screen does not let them do', async () => {
  const slack = await startTeam();
  slack.addPerson({ id: 'U0GUEST001', name: 'gus', kind: 'guest' });
  expect(() => slack.sees('U0GUEST001', GENERAL)).toThrow(/cannot see/);
  await expect(slack.says('U0GUEST001', GENERAL, '/tf-action')).rejects.toThrow(/do not see it/);
  slack.updatePerson(ANA, { kind: 'deactivated' });
  await expect(slack.says(ANA, GENERAL, '/tf-action')).rejects.toThrow(/deactivated/);
});
