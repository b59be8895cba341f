import { describe, expect, test } from 'vitest';
import { type Conversation, PEOPLE, startConversation, WORKSPACE } from '../conversation.ts';
import { confirmedRuns } from '../one-run.ts';

const MINUTE = 60_000;
const APPLY = { method: 'POST', path: /\/actions\/apply$/, effect: 'none', times: Number.POSITIVE_INFINITY } as const;
const APPROVED_BY_SRE = { approval: { required: [{ from: 'sre' }] } };

const runOf = (talk: Conversation): string => talk.terraform.runs(WORKSPACE)[0]?.id ?? 'no run';

/** Ana asks, and her run is created and waits in HCP Terraform. */
async function startCreated(setting: Parameters<typeof startConversation>[0]) {
  const talk = await startConversation({ pace: 'manual', ...setting });
  const request = await talk.asks('ana');
  if (setting?.entry?.approval !== undefined) await talk.clicks('ben', 'Approve', request);
  await talk.thread(request, /The run was created/);
  return { talk, request, run: runOf(talk) };
}

/** Passes time minute by minute, so that everything due happens on the way. */
async function pass(talk: Conversation, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) await talk.passes(MINUTE);
}

describe('a confirmation that HCP Terraform does not carry out', () => {
  test('it answers 503 until the time is over: the run is discarded, and does not apply when HCP Terraform is well again', async () => {
    const { talk, request, run } = await startCreated({ entry: { ...APPROVED_BY_SRE, start_within: '6m' } });
    const fault = talk.terraform.fault({ ...APPLY, status: 503 });
    talk.terraform.advanceTo(run, 'planned');
    await talk.until(() => confirmedRuns(talk.terraform).length > 1, 'a second confirmation');
    await talk.until(() => /HCP Terraform has until .*9:06.* to carry it out/.test(talk.read(request)), 'the limit');
    await talk.until(() => talk.buttons(request).includes('Discard'), 'Discard');
    await pass(talk, 3);
    expect(await talk.thread(request, /has not carried out the confirmation/)).toMatch(
      /9:06.*Then the run is discarded/,
    );
    await pass(talk, 10);
    expect(await talk.thread(request, /Expired/)).toMatch(
      /@Ana.*HCP Terraform did not carry out the confirmation in time/s,
    );
    fault.remove();
    await pass(talk, 3);
    expect(talk.terraform.run(run).status).toBe('discarded');
  });

  test('it answers 503, and cem presses Discard meanwhile', async () => {
    const { talk, request, run } = await startCreated({ entry: APPROVED_BY_SRE });
    talk.terraform.fault({ ...APPLY, status: 503 });
    talk.terraform.advanceTo(run, 'planned');
    await talk.until(() => talk.buttons(request).includes('Discard'), 'Discard');
    await talk.clicks('cem', 'Discard', request);
    expect(await talk.thread(request, /Discarded/)).toMatch(/@Cem discarded it/);
    expect(talk.terraform.run(run).status).toBe('discarded');
  });

  test('it accepts each confirmation and carries none out: Discard is offered, and the run is discarded in the end', async () => {
    const { talk, request, run } = await startCreated({ entry: { ...APPROVED_BY_SRE, start_within: '3m' } });
    talk.terraform.fault({ ...APPLY, status: 202, body: '' });
    talk.terraform.advanceTo(run, 'planned');
    await talk.until(() => talk.buttons(request).includes('Discard'), 'Discard');
    const [first, second] = talk.terraform.calls.filter(({ path }) => APPLY.path.test(path)).map(({ at }) => at);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(10_000);
    await talk.thread(request, /Expired/);
    expect(talk.terraform.run(run).status).toBe('discarded');
  });

  test.each([
    [403, /needs the Write role on the workspace/],
    [409, /Check in HCP Terraform what blocks it/],
    [422, /Check in HCP Terraform what blocks it/],
  ])('it answers %i for a minute: people are asked in message and thread, and it expires', async (status, todo) => {
    const { talk, request, run } = await startCreated({ entry: { ...APPROVED_BY_SRE, confirm_within: '4m' } });
    talk.terraform.fault({ ...APPLY, status });
    talk.terraform.advanceTo(run, 'planned');
    const asked = await talk.thread(request, /Waiting for a person: HCP Terraform answers/);
    expect(asked).toMatch(new RegExp(`HCP Terraform answers ${status} each time`));
    expect(asked).toMatch(todo);
    expect(asked).toMatch(/@sre can press Confirm and apply or Discard above/);
    await talk.until(() => talk.buttons(request).includes('Confirm and apply'), 'Confirm and apply');
    expect(talk.buttons(request)).toContain('Discard');
    expect(talk.read(request)).toMatch(todo);
    const sent = confirmedRuns(talk.terraform).length;
    await pass(talk, 5);
    expect(confirmedRuns(talk.terraform), 'nobody has confirmed it since').toHaveLength(sent);
    await talk.thread(request, /Expired/);
    expect(talk.terraform.run(run).status).toBe('discarded');
  });
});

test("the bot's team loses Write while the run waits, then cem presses Confirm and apply: he gets it back with a sentence", async () => {
  const { talk, request, run } = await startCreated({ entry: { ...APPROVED_BY_SRE, apply: 'by_hand' } });
  talk.terraform.advanceTo(run, 'planned');
  await talk.until(() => talk.buttons(request).includes('Confirm and apply'), 'Confirm and apply');
  talk.terraform.changeWorkspace(WORKSPACE, { runsSay: { permissions: { 'can-apply': false } } });
  await talk.clicks('cem', 'Confirm and apply', request);
  const asked = await talk.thread(request, /may not apply runs here/);
  expect(asked).toMatch(/@Cem, your confirmation was not sent/);
  expect(asked).toMatch(/@sre can press Discard above/);
  await talk.until(() => talk.buttons(request).join() === 'Discard', 'Discard and nothing else');
  expect(talk.read(request)).toMatch(/until .*, then the run is discarded/);
  await pass(talk, 20);
  await talk.thread(request, /Expired/);
  expect(talk.terraform.run(run).status).toBe('discarded');
  expect(confirmedRuns(talk.terraform)).toEqual([]);
});

test("the bot's token may not apply from the start: the thread does not name a button that is not there", async () => {
  const { talk, request, run } = await startCreated({});
  talk.terraform.changeWorkspace(WORKSPACE, { runsSay: { permissions: { 'can-apply': false } } });
  talk.terraform.advanceTo(run, 'planned');
  expect(await talk.thread(request, /Waiting for a person/)).not.toMatch(/Confirm and apply/);
});

describe('a press in the moment after the time was over, before anything else noticed', () => {
  /** Clicks after the deadline, before any due work has run. */
  const late = (talk: Conversation, minutes: number, press: () => Promise<void>): Promise<void> =>
    talk.stands(async () => {
      await talk.clock.setTime(talk.clock.now() + minutes * MINUTE);
      await press();
    });

  test('Run it: ana is told at once, and nothing begins', async () => {
    const talk = await startConversation();
    await talk.says('ana', '/tf-action cleanup prod');
    const confirmation = await talk.sees('ana', /Run cleanup in prod\?/);
    await late(talk, 11, async () => {
      await talk.clicks('ana', 'Run it', confirmation);
      await talk.sees('ana', /The deadline of this request passed at .*Ask again with \/tf-action/s);
    });
    expect(talk.terraform.runs(WORKSPACE)).toEqual([]);
  });

  test('Approve: ben is told at once, and the request has expired', async () => {
    const talk = await startConversation({ entry: APPROVED_BY_SRE });
    const request = await talk.asks('ana');
    await talk.until(() => talk.buttons(request).includes('Approve'), 'Approve');
    await late(talk, 61, async () => {
      await talk.clicks('ben', 'Approve', request);
      await talk.sees('ben', /The deadline of this request passed at .*Ask again with \/tf-action/s);
    });
    expect(await talk.thread(request, /Expired/)).toMatch(/It was not approved in time/);
    expect(talk.terraform.runs(WORKSPACE)).toEqual([]);
  });

  test('Confirm and apply: cem is told at once, and the run is discarded', async () => {
    const { talk, request, run } = await startCreated({ entry: { ...APPROVED_BY_SRE, apply: 'by_hand' } });
    talk.terraform.advanceTo(run, 'planned');
    await talk.until(() => talk.buttons(request).includes('Confirm and apply'), 'Confirm and apply');
    await late(talk, 16, async () => {
      await talk.clicks('cem', 'Confirm and apply', request);
      await talk.sees('cem', /The deadline of this request passed at .*Ask again with \/tf-action/s);
    });
    await talk.thread(request, /Expired/);
    expect(talk.terraform.run(run).status).toBe('discarded');
    expect(confirmedRuns(talk.terraform)).toEqual([]);
  });

  test('Break glass: cem is told at once, and nothing goes ahead', async () => {
    const talk = await startConversation({ entry: APPROVED_BY_SRE, prod: { break_glass: ['cem'] } });
    const request = await talk.asks('ana');
    await talk.until(() => talk.buttons(request).includes('Break glass'), 'Break glass');
    await talk.clicks('cem', 'Break glass', request);
    await talk.until(() => talk.slack.views(PEOPLE.cem).length > 0, 'the modal');
    await late(talk, 61, async () => {
      await talk.fills('cem', { reason: 'The disk is full' });
      await talk.sees('cem', /The deadline of this request passed at .*Ask again with \/tf-action/s);
    });
    await talk.thread(request, /Expired/);
    expect(talk.terraform.runs(WORKSPACE)).toEqual([]);
  });

  test('More time: ana is told at once, and no time begins anew', async () => {
    const talk = await startConversation({ entry: { start_within: '10m' }, pace: 'manual' });
    talk.terraform.lock(WORKSPACE, { by: 'mia', reason: 'upkeep' });
    const request = await talk.asks('ana');
    await talk.until(() => talk.buttons(request).includes('More time'), 'More time');
    await late(talk, 11, async () => {
      await talk.clicks('ana', 'More time', request);
      await talk.sees('ana', /The deadline of this request passed at .*Ask again with \/tf-action/s);
    });
    await talk.thread(request, /Expired/);
  });
});
