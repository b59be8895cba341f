import { describe, expect, test } from 'vitest';
import { type Conversation, startConversation, WORKSPACE } from '../conversation.ts';
import { confirmedRuns } from '../one-run.ts';

const runOf = (talk: Conversation): string => talk.terraform.runs(WORKSPACE)[0]?.id ?? 'no run';

const sentTo = (talk: Conversation, action: 'discard' | 'cancel') =>
  talk.terraform.calls.filter(({ method, path }) => method === 'POST' && path.endsWith(`/actions/${action}`));

/** Passes time in steps as short as a busy service's. */
async function pass(talk: Conversation, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) await talk.passes(1_000);
}

/** A run of Ana's that the bot has confirmed. */
async function startConfirmed(setting: Parameters<typeof startConversation>[0] = {}) {
  const talk = await startConversation({ pace: 'manual', ...setting });
  const request = await talk.asks('ana');
  await talk.thread(request, /The run was created/);
  talk.terraform.advanceTo(runOf(talk), 'planned');
  await talk.until(() => confirmedRuns(talk.terraform).length === 1, 'the confirmation');
  return { talk, request, run: runOf(talk) };
}

/** Ana's run is being applied, and she clicks Cancel run. */
async function cancelApplying(cancel: Parameters<Conversation['terraform']['fault']>[0]) {
  const started = await startConfirmed();
  const { talk, request, run } = started;
  talk.terraform.advanceTo(run, 'applying');
  await talk.until(() => talk.buttons(request).includes('Cancel run'), 'Cancel run');
  talk.terraform.fault({ method: 'POST', path: /\/actions\/cancel$/, ...cancel });
  await talk.clicks('ana', 'Cancel run', request);
  await talk.until(() => sentTo(talk, 'cancel').length > 0, 'the cancel');
  return started;
}

describe('what ends a run is sent once', () => {
  test('a cancel is accepted and shows its effect 20 s later: Terraform gets one interrupt', async () => {
    const { talk, request } = await cancelApplying({
      ...{ status: 202, body: '', effect: { afterMilliseconds: 20_000 }, times: Number.POSITIVE_INFINITY },
    });
    await pass(talk, 19);
    expect(sentTo(talk, 'cancel')).toHaveLength(1);
    await talk.thread(request, /canceled/i);
    await talk.until(() => /Not invoked|Canceled|Unresolved|Failed/.test(talk.read(request)), 'the end');
    expect(sentTo(talk, 'cancel')).toHaveLength(1);
  });

  test('a cancel has no answer: it is sent once more, and no third time once HCP Terraform says that it is being canceled', async () => {
    const { talk, run } = await cancelApplying({ status: 503, effect: 'none' });
    talk.terraform.changeWorkspace(WORKSPACE, { ignoresCancel: true });
    const [first] = sentTo(talk, 'cancel');
    await talk.until(() => sentTo(talk, 'cancel').length === 2, 'the second cancel');
    const [, second] = sentTo(talk, 'cancel');
    // Decisions are ten seconds apart. The calls arrive a moment later.
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(9_000);
    talk.terraform.setStatus(run, 'applying', { 'is-cancelable': true });
    await pass(talk, 45);
    expect(sentTo(talk, 'cancel')).toHaveLength(2);
  });

  test('a discard is accepted and has no effect: HCP Terraform gets few calls', async () => {
    const talk = await startConversation({ pace: 'manual' });
    const request = await talk.asks('ana');
    await talk.thread(request, /The run was created/);
    await talk.until(() => talk.buttons(request).includes('Withdraw'), 'Withdraw');
    talk.terraform.fault({
      ...{ method: 'POST', path: /\/actions\/(discard|cancel)$/ },
      ...{ status: 202, body: '', effect: 'none', times: Number.POSITIVE_INFINITY },
    });
    await talk.clicks('ana', 'Withdraw', request);
    await talk.until(() => sentTo(talk, 'discard').length + sentTo(talk, 'cancel').length > 0, 'the end');
    await pass(talk, 60);
    const before = talk.terraform.calls.length;
    await pass(talk, 60);
    expect(talk.terraform.calls.length - before, 'calls in a minute').toBeLessThan(40);
    const sent = [...sentTo(talk, 'discard'), ...sentTo(talk, 'cancel')].map(({ at }) => at);
    expect(sent.length).toBeLessThanOrEqual(5);
    const apart = sent.slice(1).map((at, index) => at - (sent[index] ?? 0));
    // Decisions are ten seconds apart. The calls arrive a moment earlier or later.
    expect(Math.min(...apart)).toBeGreaterThan(8_000);
  });

  test('a discard is answered with 409 again and again: message says it, and what to do', async () => {
    const { talk, request } = await startWaiting();
    talk.terraform.fault({
      ...{ method: 'POST', path: /\/actions\/discard$/, status: 409, effect: 'none', times: Number.POSITIVE_INFINITY },
    });
    await talk.clicks('ana', 'Discard', request);
    await talk.until(() => /HCP Terraform refuses to end the run/.test(talk.read(request)), 'the refusal');
    expect(talk.read(request)).toMatch(/End it in HCP Terraform/);
  });
});

async function startWaiting() {
  const talk = await startConversation({ entry: { apply: 'by_hand' } });
  const request = await talk.asks('ana');
  await talk.until(() => talk.buttons(request).includes('Discard'), 'Discard');
  return { talk, request };
}

describe('a freeze ends only what was not confirmed', () => {
  const freezes = async (talk: Conversation): Promise<string> => {
    await talk.says('ben', '/tf-action freeze prod 2h The database moves');
    return talk.slack.readAloud(await talk.sees('ben', /prod is frozen until/));
  };

  test.each(['confirmed', 'apply_queued', 'pre_apply_running', 'pre_apply_completed', 'queuing_apply'])(
    'a confirmed run that is %s keeps Cancel run, which the freeze names, and pressing it cancels the run',
    async (status) => {
      const { talk, request, run } = await startConfirmed({ prod: { operators: ['sre'] } });
      talk.terraform.setStatus(run, status as never, { 'is-cancelable': true });
      await talk.until(() => talk.buttons(request).includes('Cancel run'), 'Cancel run');
      expect(await freezes(talk)).toMatch(new RegExp(`run ${run}; press Cancel run to stop it`));
      await pass(talk, 40);
      expect(talk.replies(request).join('\n')).not.toMatch(/is being ended/);
      expect(talk.buttons(request)).toContain('Cancel run');
      await talk.clicks('ana', 'Cancel run', request);
      await talk.until(() => sentTo(talk, 'cancel').length === 1, 'the cancel');
    },
  );

  test('its confirmation was lost and arrives all the same after the freeze has ended it: Cancel run is there', async () => {
    const { talk, request, run } = await startConfirmedLate();
    await freezes(talk);
    await talk.thread(request, /It is frozen.*The run is being ended/);
    talk.terraform.setStatus(run, 'apply_queued', { 'is-cancelable': true, 'is-discardable': false });
    await talk.until(() => /which was too late/.test(talk.read(request)), 'that it was too late');
    await talk.until(() => talk.buttons(request).includes('Cancel run'), 'Cancel run');
    await talk.clicks('ana', 'Cancel run', request);
    await talk.until(() => sentTo(talk, 'cancel').length === 1, 'the cancel');
  });
});

/** The confirming call was sent, and its result is unknown. */
async function startConfirmedLate() {
  const talk = await startConversation({ pace: 'manual', prod: { operators: ['sre'] } });
  const request = await talk.asks('ana');
  await talk.thread(request, /The run was created/);
  talk.terraform.fault({ method: 'POST', path: /\/actions\/apply$/, status: 503, effect: 'none' });
  talk.terraform.fault({ method: 'POST', path: /\/actions\/discard$/, status: 202, body: '', effect: 'none' });
  talk.terraform.advanceTo(runOf(talk), 'planned');
  await talk.until(() => confirmedRuns(talk.terraform).length === 1, 'the confirmation');
  return { talk, request, run: runOf(talk) };
}
