import { describe, expect, test } from 'vitest';
import { ADDRESS, startConversation, WORKSPACE } from '../conversation.ts';
import { confirmedRuns } from '../one-run.ts';

const ending = (outcome: 'successful' | 'failed' | 'not_invoked' | 'errored_after_success' | 'failed_but_applied') => ({
  actions: [{ address: ADDRESS, outcome }],
});

/** Only a verdict may use these words. */
const GOOD_WORDS = /succe(ss|ed)/i;

describe('the verdict of the action, which is not the status of the run', () => {
  test('an applied run whose invocation failed failed, and those who are to know are told, with the error', async () => {
    const talk = await startConversation({ workspace: ending('failed_but_applied') });
    const request = await talk.asks('ana');
    const end = await talk.thread(request, /Failed/);
    expect(end).toMatch(/@Ana.*@sre/s);
    expect(end).toMatch(/The action failed \(1 invocation\); the run was applied/);
    expect(talk.terraform.runs(WORKSPACE)[0]?.status).toBe('applied');
    await talk.until(() => /Failed/.test(talk.read(request)), 'the message');
    expect([talk.read(request), ...talk.replies(request)].join('\n')).not.toMatch(GOOD_WORDS);
  });

  test('a failed invocation in an errored run failed, with an excerpt of the log', async () => {
    const talk = await startConversation({ workspace: ending('failed') });
    const request = await talk.asks('ana');
    const end = await talk.thread(request, /Failed/);
    expect(end).toMatch(/the run errored/);
    expect(end).toMatch(/Error: /);
  });

  test('an errored run whose invocations all went well is called what it is', async () => {
    const talk = await startConversation({ workspace: ending('errored_after_success') });
    const request = await talk.asks('ana');
    expect(await talk.thread(request, /Succeeded/)).toMatch(
      /The action succeeded \(1 invocation\), although the run errored/,
    );
  });

  test('a run that was confirmed and invoked nothing did not invoke', async () => {
    const talk = await startConversation({ workspace: ending('not_invoked') });
    const request = await talk.asks('ana');
    expect(await talk.thread(request, /Not invoked/)).toMatch(/was not invoked; the run errored/);
    expect(talk.replies(request).join('\n')).not.toMatch(GOOD_WORDS);
  });

  test('a final status that is not there yet is asked for again', async () => {
    const talk = await startConversation({ workspace: { finalStatusReads: 3 } });
    const request = await talk.asks('ana');
    await talk.thread(request, /Succeeded/);
    const asked = talk.terraform.calls.filter(({ path }) => /\/invocations/.test(path));
    expect(asked.length).toBeGreaterThanOrEqual(4);
  });

  test('a final status that never comes is not made up', async () => {
    const talk = await startConversation({
      workspace: { finalStatusReads: 100, applyCounts: 'absent', structured: false },
    });
    const request = await talk.asks('ana');
    expect(await talk.thread(request, /Unresolved/)).toMatch(
      /was applied, but HCP Terraform did not say how the action ended/,
    );
    expect(talk.replies(request).join('\n')).not.toMatch(GOOD_WORDS);
  });
});

describe('only a part of what was planned ran', () => {
  const actions = [{ address: ADDRESS, instances: 3, outcome: 'last_not_invoked' as const }];

  test.each([
    ['the actions API', {}],
    ['the counts of the apply', { actionsApi: 'off' }],
    ['the structured log', { actionsApi: 'off', applyCounts: 'absent' }],
  ] as const)('by %s two of three: failed, with the numbers first', async (_source, more) => {
    const talk = await startConversation({
      entry: { max_invocations: 3 },
      workspace: { actions, ...more },
    });
    const request = await talk.asks('ana');
    const end = await talk.thread(request, /, for @Ana/);
    expect(end).toMatch(/Failed.*@sre.*\n2 of 3 invocations succeeded, 1 was not invoked; the run errored\./);
    expect(end).not.toMatch(/Not invoked:/);
  });

  test('the counts of the apply tell of a failure that the actions API does not: failed, and both are said', async () => {
    const talk = await startConversation({
      workspace: { appliesSay: { 'action-invocations': 1, 'action-failures': 1 } },
    });
    const request = await talk.asks('ana');
    const end = await talk.thread(request, /, for @Ana/);
    expect(end).toMatch(/Failed.*The action failed \(1 invocation\).*own numbers contradict each other/s);
    expect(end).not.toMatch(GOOD_WORDS);
  });
});

describe('how many invocations are planned', () => {
  const five = { actions: [{ address: ADDRESS, instances: 5 }], structured: false };
  const withoutLogs = { method: 'GET', path: /_archivist/, times: Number.POSITIVE_INFINITY, status: 404 };

  test('is told by neither plan nor log, and the list of actions says 1: a person is asked, five are not invoked', async () => {
    const talk = await startConversation({ workspace: { ...five, listedInstances: 'one' } });
    talk.terraform.fault(withoutLogs);
    const request = await talk.asks('ana');
    await talk.thread(request, /Waiting for a person/);
    await talk.until(() => /number of planned invocations is unknown/.test(talk.read(request)), 'the reason');
    expect(confirmedRuns(talk.terraform)).toEqual([]);
    expect(talk.buttons(request)).toContain('Confirm and apply');
  });

  test('the list of actions says more than is allowed: it can refuse', async () => {
    const talk = await startConversation({ workspace: five });
    talk.terraform.fault(withoutLogs);
    const request = await talk.asks('ana');
    expect(await talk.thread(request, /Discarded/)).toMatch(
      /its workspace lists 5 instances of the action, and the allowlist allows 1/,
    );
    expect(confirmedRuns(talk.terraform)).toEqual([]);
  });

  test('-1 is no number of invocations: a person is asked', async () => {
    const talk = await startConversation({ workspace: { plansSay: { 'action-invocations': -1 } } });
    const request = await talk.asks('ana');
    await talk.thread(request, /Waiting for a person/);
    await talk.until(() => /or not a whole number/.test(talk.read(request)), 'the reason');
    expect(confirmedRuns(talk.terraform)).toEqual([]);
  });
});

describe('where the API of actions is not there', () => {
  const off = { actionsApi: 'off' } as const;

  test('the counts of the apply tell', async () => {
    const talk = await startConversation({ workspace: { ...off } });
    const request = await talk.asks('ana');
    expect(await talk.thread(request, /Succeeded/)).toMatch(/The action succeeded/);
  });

  test('the counts of the apply tell of a failure too', async () => {
    const talk = await startConversation({ workspace: { ...off, ...ending('failed_but_applied') } });
    const request = await talk.asks('ana');
    await talk.thread(request, /Failed/);
  });

  test('without counts the structured log tells', async () => {
    const talk = await startConversation({ workspace: { ...off, applyCounts: 'absent' } });
    const request = await talk.asks('ana');
    await talk.thread(request, /Succeeded/);
  });

  test('plain text is never believed: unresolved, and nobody is told that it went well', async () => {
    const talk = await startConversation({ workspace: { ...off, applyCounts: 'null', structured: false } });
    const request = await talk.asks('ana');
    expect(await talk.thread(request, /Unresolved/)).toMatch(/did not say how the action ended/);
  });

  test('where nothing tells how many invocations are planned, a person is asked', async () => {
    const talk = await startConversation({ workspace: { ...off, planCounts: 'absent', structured: false } });
    talk.terraform.fault({ method: 'GET', path: /_archivist/, times: 100, status: 404 });
    const request = await talk.asks('ana');
    await talk.thread(request, /Waiting for a person/);
    await talk.until(() => /number of planned invocations is unknown/.test(talk.read(request)), 'the reason');
    expect(confirmedRuns(talk.terraform)).toEqual([]);
    await talk.clicks('ben', 'Confirm and apply', request);
    await talk.thread(request, /Confirmed by @Ben/);
  });
});

describe('odd ends and odd statuses', () => {
  const start = async () => {
    const talk = await startConversation({ pace: 'manual' });
    const request = await talk.asks('ana');
    await talk.thread(request, /The run was created/);
    const [run] = talk.terraform.runs(WORKSPACE);
    return { talk, request, id: run?.id ?? '' };
  };

  test('planned_and_finished invoked nothing', async () => {
    const { talk, request, id } = await start();
    talk.terraform.setStatus(id, 'planned_and_finished');
    expect(await talk.thread(request, /Not invoked/)).toMatch(/nothing to apply, so nothing was invoked/);
    expect(talk.replies(request).join('\n')).not.toMatch(GOOD_WORDS);
  });

  test('an unknown status keeps being followed', async () => {
    const { talk, request, id } = await start();
    talk.terraform.setStatus(id, 'contemplating');
    await talk.until(() => /is contemplating/.test(talk.read(request)), 'the status');
    await talk.passes(60_000);
    expect(talk.read(request)).toMatch(/Running/);
    talk.terraform.setStatus(id, 'planned');
    await talk.until(() => confirmedRuns(talk.terraform).length > 0, 'the confirmation');
  });

  test('an address that the configuration does not have errors in the plan, and says what the log says', async () => {
    const talk = await startConversation({ workspace: { actions: [{ address: 'action.other.thing' }] } });
    const request = await talk.asks('ana');
    expect(await talk.thread(request, /Failed/)).toMatch(/errored before it was applied.*Error: /s);
  });

  test('a run that was confirmed in HCP Terraform is followed to its verdict', async () => {
    const talk = await startConversation({ pace: 'manual', entry: { apply: 'by_hand' } });
    const request = await talk.asks('ana');
    await talk.thread(request, /The run was created/);
    const id = talk.terraform.runs(WORKSPACE)[0]?.id ?? '';
    talk.terraform.advanceTo(id, 'planned');
    await talk.thread(request, /Waiting for a person/);
    talk.terraform.confirm(id, 'mia');
    talk.terraform.advanceTo(id, 'applied');
    await talk.thread(request, /Succeeded/);
    expect(talk.replies(request)).toContain('Confirmed in HCP Terraform.');
    expect(confirmedRuns(talk.terraform)).toEqual([]);
  });

  test('discarded or canceled in HCP Terraform', async () => {
    const first = await start();
    first.talk.terraform.cancel(first.id, 'mia');
    expect(await first.talk.thread(first.request, /Canceled/)).toMatch(
      /canceled in HCP Terraform before it was applied/,
    );
    const second = await startConversation({ pace: 'manual', entry: { apply: 'by_hand' } });
    const request = await second.asks('ana');
    await second.thread(request, /The run was created/);
    const id = second.terraform.runs(WORKSPACE)[0]?.id ?? '';
    second.terraform.advanceTo(id, 'planned');
    await second.thread(request, /Waiting for a person/);
    second.terraform.discard(id, 'mia');
    expect(await second.thread(request, /Discarded/)).toMatch(/discarded in HCP Terraform/);
  });

  test('canceled from Slack while it applies: the verdict says what was invoked, and who canceled', async () => {
    const { talk, request, id } = await start();
    talk.terraform.advanceTo(id, 'planned');
    await talk.until(() => confirmedRuns(talk.terraform).length > 0, 'the confirmation');
    talk.terraform.advanceTo(id, 'applying');
    await talk.until(() => talk.buttons(request).includes('Cancel run'), 'the button');
    await talk.clicks('ana', 'Cancel run', request);
    await talk.until(() => talk.terraform.calls.some(({ path }) => /\/actions\/cancel$/.test(path)), 'the cancel');
    talk.terraform.advance(id);
    expect(await talk.thread(request, /(Not invoked|Failed|Succeeded|Unresolved): cleanup in prod, for @Ana/)).toMatch(
      /@Ana canceled it/,
    );
  });
});
