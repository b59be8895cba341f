import { describe, expect, test } from 'vitest';
import { ADDRESS, startConversation, WORKSPACE } from '../conversation.ts';
import { confirmedRuns } from '../one-run.ts';

const MINUTE = 60_000;
const GOOD_WORDS = /succe(ss|ed)/i;

/** A run of Ana's that advances only when told to. */
async function startRun(more: Parameters<typeof startConversation>[0] = {}) {
  const talk = await startConversation({ pace: 'manual', ...more });
  const request = await talk.asks('ana');
  await talk.thread(request, /The run was created/);
  return { talk, request, id: talk.terraform.runs(WORKSPACE)[0]?.id ?? '' };
}

/** The bot has confirmed it, and it is being applied. */
async function startApplying(more: Parameters<typeof startConversation>[0] = {}) {
  const started = await startRun(more);
  const { talk, request, id } = started;
  talk.terraform.advanceTo(id, 'planned');
  await talk.until(() => confirmedRuns(talk.terraform).length > 0, 'the confirmation');
  talk.terraform.advanceTo(id, 'applying');
  await talk.until(() => talk.buttons(request).includes('Cancel run'), 'the run to be seen applying');
  return started;
}

describe('somebody moves the run in HCP Terraform', () => {
  test('canceled while it is planned: said to have happened there, and nothing was invoked', async () => {
    const { talk, request, id } = await startRun();
    talk.terraform.advanceTo(id, 'planning');
    await talk.until(() => talk.buttons(request).includes('Cancel run'), 'the run to be seen planning');
    talk.terraform.cancel(id, 'mia');
    expect(await talk.thread(request, /Canceled/)).toMatch(
      /in HCP Terraform before it was applied\. Nothing was invoked/,
    );
    expect(talk.replies(request).join('\n')).not.toMatch(GOOD_WORDS);
  });

  test('discarded while it is pending', async () => {
    const { talk, request, id } = await startRun({ workspace: { pendingIs: 'discardable' } });
    talk.terraform.discard(id, 'mia');
    expect(await talk.thread(request, /Discarded/)).toMatch(/discarded in HCP Terraform. Nothing was invoked/);
  });

  test('confirmed and over between two readings: the verdict is asked for all the same', async () => {
    const { talk, request, id } = await startRun({
      entry: { apply: 'by_hand' },
      workspace: { actions: [{ address: ADDRESS, outcome: 'failed' }] },
    });
    talk.terraform.advanceTo(id, 'planned');
    await talk.until(() => talk.buttons(request).includes('Confirm and apply'), 'the button');
    talk.terraform.confirm(id, 'mia');
    talk.terraform.advanceTo(id, 'errored');
    expect(await talk.thread(request, /Failed/)).toMatch(/The action failed \(1 invocation\); the run errored/);
    expect(confirmedRuns(talk.terraform)).toEqual([]);
  });

  test('canceled while it applies: what was invoked by then is the verdict', async () => {
    const { talk, request, id } = await startApplying();
    talk.terraform.cancel(id, 'mia');
    const end = await talk.thread(request, /: cleanup in prod, for @Ana/);
    expect(end).toMatch(/the run was canceled in HCP Terraform/);
    expect(end).not.toMatch(/Succeeded/);
  });

  test('canceled by force after Terraform did not stop', async () => {
    const { talk, request, id } = await startApplying({ workspace: { ignoresCancel: true } });
    talk.terraform.cancel(id, 'mia');
    await talk.passes(2 * MINUTE);
    expect(talk.read(request)).toMatch(/Running/);
    talk.terraform.forceCancel(id, 'mia');
    expect(await talk.thread(request, /: cleanup in prod, for @Ana/)).toMatch(/the run was canceled in HCP Terraform/);
  });

  test('mia confirms in the instant in which ben discards: it was too late, and the verdict counts', async () => {
    const { talk, request, id } = await startRun({ entry: { apply: 'by_hand' } });
    talk.terraform.advanceTo(id, 'planned');
    await talk.until(() => talk.buttons(request).includes('Discard'), 'the button');
    talk.terraform.fault({ method: 'POST', path: /actions\/discard/, status: 409, times: Number.POSITIVE_INFINITY });
    await talk.clicks('ben', 'Discard', request);
    await talk.until(() => talk.terraform.calls.some(({ path }) => /actions\/discard/.test(path)), 'the discard');
    talk.terraform.confirm(id, 'mia');
    talk.terraform.advanceTo(id, 'applying');
    await talk.until(
      () => /@Ben discarded it, which was too late: Confirmed in HCP Terraform; applying/.test(talk.read(request)),
      'the request to say so',
    );
    talk.terraform.advanceTo(id, 'applied');
    await talk.thread(request, /Succeeded/);
  });
});
