import { describe, expect, test } from 'vitest';
import { ADDRESS, type Conversation, PEOPLE, startConversation, WORKSPACE } from '../conversation.ts';
import { createCalls } from '../one-run.ts';

const twoLines = { approval: { required: [{ from: 'sre' }, { from: 'ben' }] } };
const bySre = { approval: { required: [{ from: 'sre' }] } };

/** What only this person sees after a click. */
const isTold = (talk: Conversation, name: 'ana' | 'ben' | 'cem' | 'dia' | 'gil', what: RegExp) => talk.sees(name, what);

describe('who may approve', () => {
  test('ana cannot approve her own request, dia is no approver, ben can, and a second click changes nothing', async () => {
    const talk = await startConversation({ entry: bySre });
    const request = await talk.asks('ana');
    await talk.clicks('ana', 'Approve', request);
    await isTold(talk, 'ana', /You asked for this, so somebody else has to approve or deny it/);
    await talk.clicks('dia', 'Approve', request);
    await isTold(talk, 'dia', /You can't approve/);
    expect(createCalls(talk.terraform)).toEqual([]);

    await talk.slack.clicks(PEOPLE.ben, 'Approve', request);
    await talk.thread(request, /@Ben approved it/);
    await talk.slack.clicks(PEOPLE.cem, 'Approve', request, { asSeen: true });
    await isTold(talk, 'cem', /Ben approved this a moment ago|This request/);
    await talk.thread(request, /Succeeded/);
    expect(createCalls(talk.terraform)).toHaveLength(1);
  });

  test('ben, who fits both lines, approves first, then cem: it is enough; ben twice is not', async () => {
    const talk = await startConversation({ entry: twoLines });
    const request = await talk.asks('ana');
    await talk.clicks('ben', 'Approve', request);
    await talk.until(
      () => /1 of 2 approved: @Ben\. Needs one more approval from/.test(talk.read(request)),
      'one of two',
    );
    await talk.clicks('ben', 'Approve', request);
    await isTold(talk, 'ben', /You already approved this/);
    expect(createCalls(talk.terraform)).toEqual([]);
    await talk.clicks('cem', 'Approve', request);
    await talk.thread(request, /Succeeded/);
    expect(createCalls(talk.terraform)[0]?.body).toMatchObject({
      data: { attributes: { message: expect.stringMatching(/approved by ben \(U0BEN00001\), cem \(U0CEM00001\)/) } },
    });
  });

  test('a requester who may approve their own request does, where the entry says so', async () => {
    const talk = await startConversation({
      entry: { approval: { required: [{ from: 'ben' }], allow_requester: true } },
    });
    const request = await talk.asks('ben');
    await talk.clicks('ben', 'Approve', request);
    await talk.thread(request, /Succeeded/);
  });
});

test('cem denies with a reason: the request ends, ana is told why, and nothing runs', async () => {
  const talk = await startConversation({ entry: bySre });
  const request = await talk.asks('ana');
  await talk.clicks('cem', 'Deny', request);
  const [modal] = await talk.until(() => {
    const views = talk.slack.views(PEOPLE.cem);
    return views.length > 0 && views;
  }, 'the modal');
  await talk.slack.submits(PEOPLE.cem, modal?.id ?? '', { reason: 'Not during the <sale>' });
  const end = await talk.thread(request, /Denied/);
  expect(end).toMatch(/@Ana/);
  expect(end).toMatch(/Reason: Not during the <sale>/);
  await talk.until(
    () => /Denied by @Cem: Not during the <sale>/.test(talk.read(request)),
    'the message to say who denied',
  );
  expect(talk.buttons(request)).toEqual([]);
  expect(createCalls(talk.terraform)).toEqual([]);
});

test('somebody who may not deny is told so and gets no modal', async () => {
  const talk = await startConversation({ entry: bySre });
  const request = await talk.asks('ana');
  // A modal opens if rights take longer than its trigger lives, so time stands still meanwhile.
  await talk.stands(async () => {
    await talk.clicks('dia', 'Deny', request);
    await isTold(talk, 'dia', /You can't approve/);
  });
  expect(talk.slack.views(PEOPLE.dia)).toEqual([]);
});

test('withdrawn by the requester, and by nobody else', async () => {
  const talk = await startConversation({ entry: bySre });
  const request = await talk.asks('ana');
  await talk.clicks('ben', 'Withdraw', request);
  await isTold(talk, 'ben', /Only the person who asked can withdraw/);
  await talk.clicks('ana', 'Withdraw', request);
  expect(await talk.thread(request, /Withdrawn/)).toMatch(/@Ana.*Nothing was run/s);
  expect(createCalls(talk.terraform)).toEqual([]);
});

test('approvals that do not come in time: the request expires and says so', async () => {
  const talk = await startConversation({ entry: { approval: { required: [{ from: 'sre' }], expires: '30m' } } });
  const request = await talk.asks('ana');
  await talk.passes(31 * 60_000);
  expect(await talk.thread(request, /Expired/)).toMatch(/@Ana.*It was not approved in time/s);
  await talk.slack.clicks(PEOPLE.ben, 'Approve', request, { asSeen: true });
  await isTold(talk, 'ben', /This request has expired/);
  expect(createCalls(talk.terraform)).toEqual([]);
});

test('a confirmation that nobody presses ends after ten minutes, and asking for the same again replaces it alone', async () => {
  const talk = await startConversation();
  await talk.says('ana', '/tf-action other prod');
  const other = await talk.sees('ana', /Run other in prod\?/);
  await talk.says('ana', '/tf-action cleanup prod');
  const first = await talk.sees('ana', /Run cleanup in prod\?/);
  await talk.says('ana', '/tf-action cleanup prod');
  await talk.until(
    () =>
      talk.slack.sees(PEOPLE.ana, 'C0PRODOPS1').filter((m) => /Run cleanup/.test(talk.slack.readAloud(m))).length === 2,
    'two confirmations',
  );
  await talk.clicks('ana', 'Run it', first);
  await isTold(talk, 'ana', /This request was withdrawn\.\nYou asked for it again: use the newer confirmation/);
  await talk.clicks('ana', 'Run it', other);
  await talk.sees('ben', /other in prod[\s\S]*?Asked by/);
  const second = await talk.sees('ana', /Run cleanup in prod\?/);
  await talk.passes(11 * 60_000);
  await talk.clicks('ana', 'Run it', second);
  await isTold(talk, 'ana', /This request has expired\.\nAsk again with/);
  expect(talk.terraform.runs(WORKSPACE).flatMap(({ addresses }) => addresses)).not.toContain(ADDRESS);
});

test('cancelled in the confirmation: nothing is posted and nothing runs', async () => {
  const talk = await startConversation();
  await talk.says('ana', '/tf-action cleanup prod');
  await talk.clicks('ana', 'Cancel', await talk.sees('ana', /Run cleanup in prod\?/));
  await isTold(talk, 'ana', /Not run: cleanup in prod/);
  expect(talk.slack.sees(PEOPLE.ben, 'C0PRODOPS1')).toEqual([]);
});

test('by hand: it waits for an approver, says who, is confirmed by one, and not by the requester', async () => {
  const talk = await startConversation({ entry: { ...bySre, apply: 'by_hand' } });
  const request = await talk.asks('ana');
  await talk.clicks('ben', 'Approve', request);
  expect(await talk.thread(request, /Waiting for a person/)).toMatch(/@sre can press Confirm and apply or Discard/);
  await talk.until(() => talk.buttons(request).includes('Confirm and apply'), 'the button');
  expect(talk.buttons(request)).toEqual(['Confirm and apply', 'Discard']);
  await talk.clicks('ana', 'Confirm and apply', request);
  await isTold(talk, 'ana', /somebody else has to approve or deny it/);
  await talk.clicks('cem', 'Confirm and apply', request);
  await talk.thread(request, /Confirmed by @Cem\./);
  await talk.thread(request, /Succeeded/);
});

test('by hand and nobody comes: the run is ended after confirm_within, so that the queue is free', async () => {
  const talk = await startConversation({ entry: { apply: 'by_hand', confirm_within: '15m' } });
  const request = await talk.asks('ana');
  await talk.thread(request, /Waiting for a person/);
  await talk.passes(16 * 60_000);
  expect(await talk.thread(request, /Expired/)).toMatch(/not confirmed in time/);
  expect(talk.terraform.runs(WORKSPACE).map(({ status }) => status)).toEqual(['discarded']);
});

test('discarded by an approver', async () => {
  const talk = await startConversation({ entry: { ...bySre, apply: 'by_hand' } });
  const request = await talk.asks('ana');
  await talk.clicks('ben', 'Approve', request);
  await talk.until(() => talk.buttons(request).includes('Discard'), 'the button');
  await talk.clicks('cem', 'Discard', request);
  expect(await talk.thread(request, /Discarded/)).toMatch(/@Cem discarded it/);
  expect(talk.terraform.runs(WORKSPACE).map(({ status }) => status)).toEqual(['discarded']);
});
