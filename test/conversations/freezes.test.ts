import { describe, expect, test } from 'vitest';
import { allowlistWith, PEOPLE, startConversation, WORKSPACE } from '../conversation.ts';
import { createCalls, expectAtMostOneApplied } from '../one-run.ts';

const APPROVED_BY_SRE = { approval: { required: [{ from: 'sre' }] } };
/** A conversation's clock starts on a Tuesday at 09:00 UTC. */
const SINCE_SEVEN = { name: 'migration', starts: '0 7 * * 2', lasts: '4h', reason: 'The database moves' };
const FROM_TEN = { name: 'sale', environments: ['prod'], from: '2026-11-24T09:10', until: '2026-11-24T10:00' };
const frozen = (freeze: object) => ({ file: { freezes: [freeze] } });

describe('while a freeze of the allowlist holds', () => {
  test('asking is refused with its name, its reason and its end, on the record', async () => {
    const talk = await startConversation(frozen(SINCE_SEVEN));
    await talk.says('ana', '/tf-action cleanup prod');
    const no = await talk.sees('ana', /is frozen/);
    expect(talk.slack.readAloud(no)).toMatch(
      /cleanup in prod is frozen by migration \(The database moves\), until .*11:00/,
    );
    expect(talk.terraform.runs(WORKSPACE)).toEqual([]);
  });

  test('another environment or action is not', async () => {
    const talk = await startConversation(frozen({ ...SINCE_SEVEN, actions: ['other'] }));
    const request = await talk.asks('ana');
    await talk.thread(request, /Succeeded/);
  });
});

describe('a freeze that begins while a request waits', () => {
  test('for Run it: pressing it is refused', async () => {
    const talk = await startConversation(frozen(FROM_TEN));
    await talk.says('ana', '/tf-action cleanup prod');
    const confirmation = await talk.sees('ana', /Run cleanup in prod\?/);
    talk.edit(allowlistWith({}, frozen(SINCE_SEVEN)));
    await talk.clicks('ana', 'Run it', confirmation);
    await talk.sees('ana', /is frozen by migration/);
  });

  test('for approvals: the message and its thread say so, Approve is refused, and their time goes on when it is over', async () => {
    const talk = await startConversation({
      entry: { ...APPROVED_BY_SRE, approval: { ...APPROVED_BY_SRE.approval, expires: '30m' } },
      ...frozen(FROM_TEN),
    });
    const request = await talk.asks('ana');
    expect(talk.slack.ephemeralsEverShown.map((shown) => talk.slack.readAloud(shown)).join('\n')).toMatch(
      /Freeze ahead: sale, from .*9:10 AM until .*10:00 AM\. If this is not approved by then, it waits/,
    );
    await talk.passes(10 * 60_000);
    await talk.thread(request, /Frozen by sale, until .*10:00/);
    expect(talk.read(request)).toMatch(/Frozen by sale, until .*10:00.*The approval deadline is paused until then/s);
    expect(talk.read(request)).toMatch(/Needs one approval from @sre by .*10:20 AM/);
    expect(talk.buttons(request)).not.toContain('Approve');
    await talk.slack.clicks(PEOPLE.ben, 'Approve', request, { asSeen: true });
    await talk.sees('ben', /is frozen by sale/);
    expect(talk.read(request)).toMatch(/Awaiting approval/);
    await talk.passes(55 * 60_000);
    await talk.until(() => !/Frozen by/.test(talk.read(request)), 'the freeze to be over');
    await talk.clicks('ben', 'Approve', request);
    await talk.thread(request, /Succeeded/);
    expectAtMostOneApplied(talk.terraform);
  });

  test('for its run to be created: it is held, and created once the freeze is over', async () => {
    const talk = await startConversation({ entry: { start_within: '3h' }, pace: 'by_itself' });
    talk.terraform.faultCreating('rate limited');
    await talk.says('ana', '/tf-action cleanup prod');
    const confirmation = await talk.sees('ana', /Run cleanup in prod\?/);
    const freeze = frozen({ ...FROM_TEN, from: '2026-11-24T09:00' });
    await talk.clicks('ana', 'Run it', confirmation);
    await talk.until(() => createCalls(talk.terraform).length === 1, 'the first call');
    talk.edit(allowlistWith({ start_within: '3h' }, freeze));
    const request = await talk.sees('ana', /Asked by/);
    await talk.thread(request, /Frozen by sale/);
    expect(createCalls(talk.terraform)).toHaveLength(1);
    await talk.passes(60 * 60_000);
    await talk.thread(request, /Succeeded/);
    expect(createCalls(talk.terraform)).toHaveLength(2);
    expectAtMostOneApplied(talk.terraform);
  });

  test('for a person to confirm: the run is discarded and the thread says why', async () => {
    const talk = await startConversation({ entry: { apply: 'by_hand' } });
    const request = await talk.asks('ana');
    await talk.thread(request, /Waiting for a person/);
    talk.edit(allowlistWith({ apply: 'by_hand' }, frozen(SINCE_SEVEN)));
    const end = await talk.thread(request, /Discarded/);
    expect(end).toMatch(/It is frozen by migration \(The database moves\), until .*Nothing was invoked/s);
    expect(talk.terraform.runs(WORKSPACE).map(({ status }) => status)).toEqual(['discarded']);
  });

  test('for its plan: the run is discarded instead of confirmed', async () => {
    const talk = await startConversation({ pace: 'manual' });
    const request = await talk.asks('ana');
    await talk.thread(request, /The run was created/);
    talk.edit(allowlistWith({}, frozen(SINCE_SEVEN)));
    const [run] = talk.terraform.runs(WORKSPACE);
    talk.terraform.advanceTo(run?.id ?? '', 'planned');
    await talk.thread(request, /It is frozen by migration.*The run is being ended/);
    expect(talk.terraform.calls.filter(({ path }) => path.endsWith('/actions/apply'))).toEqual([]);
  });

  test('for its workspace: the pending run is ended', async () => {
    const talk = await startConversation();
    talk.terraform.lock(WORKSPACE, { by: 'mia' });
    const request = await talk.asks('ana');
    await talk.until(() => /locked by mia/.test(talk.read(request)), 'the lock to be said');
    talk.edit(allowlistWith({}, frozen(SINCE_SEVEN)));
    await talk.thread(request, /Discarded/);
    expect(talk.terraform.runs(WORKSPACE).every(({ status }) => ['discarded', 'canceled'].includes(status))).toBe(true);
  });
});

describe('a freeze from chat', () => {
  const OPERATED = { prod: { operators: ['sre'] } };

  test('an operator freezes with a reason, everybody sees it, asking names who it was, and unfreeze lets it go on', async () => {
    const talk = await startConversation({ ...OPERATED, entry: APPROVED_BY_SRE });
    const request = await talk.asks('ana');
    await talk.says('ben', `/tf-action freeze prod 2h We're moving "the" database=1`);
    await talk.sees('dia', /prod is frozen until .*11:00 .*@Ben.*We're moving "the" database=1/s);
    await talk.thread(request, /Frozen by @Ben/);
    await talk.says('dia', '/tf-action cleanup prod');
    const no = await talk.sees('dia', /cleanup in prod is frozen/);
    expect(talk.slack.readAloud(no)).toMatch(/or ask @Ben to unfreeze it/);
    await talk.restart();
    await talk.slack.clicks(PEOPLE.cem, 'Approve', request, { asSeen: true });
    await talk.sees('cem', /cleanup in prod is frozen/);
    await talk.says('cem', '/tf-action unfreeze prod');
    await talk.sees('ana', /prod is no longer frozen from chat.*@Cem/s);
    await talk.until(() => talk.buttons(request).includes('Approve'), 'Approve');
    await talk.clicks('cem', 'Approve', request);
    await talk.thread(request, /Succeeded/);
  });

  test('a second freeze: a shorter one is refused and says whose holds, a longer one says whose it goes beyond', async () => {
    const talk = await startConversation(OPERATED);
    await talk.says('ben', '/tf-action freeze prod 2h Migration is running');
    await talk.sees('ana', /prod is frozen until .*11:00/);
    await talk.says('cem', '/tf-action freeze prod 1h Me too');
    const no = talk.slack.readAloud(await talk.sees('cem', /prod is already frozen by @Ben until .*11:00 AM/));
    expect(no).toMatch(/\(Migration is running\).*\n.*\/tf-action unfreeze prod/);
    await talk.says('cem', '/tf-action freeze prod 3h Me too');
    await talk.sees('ana', /prod is frozen until .*12:00.*@Cem.*replaces the freeze of @Ben.*11:00/s);
    await talk.says('ana', '/tf-action cleanup prod');
    await talk.sees('ana', /is frozen by .*Me too.*12:00/);
  });

  test('somebody else may not, and learns of no environment; a guest may not, and nothing is unfrozen twice', async () => {
    const talk = await startConversation(OPERATED);
    await talk.says('ana', '/tf-action freeze prod 2h why not');
    await talk.sees('ana', /You can't freeze “prod”/);
    await talk.says('ben', '/tf-action freeze prd 2h why not');
    await talk.sees('ben', /You can't freeze “prd”.*You can freeze prod/s);
    await talk.says('gil', '/tf-action freeze prod 2h why not');
    await talk.sees('gil', /Guests/);
    await talk.says('ben', '/tf-action freeze prod 2');
    await talk.sees('ben', /Say what to freeze, for how long, and why/);
    await talk.says('ben', '/tf-action unfreeze prod');
    await talk.sees('ben', /prod is not frozen from chat/);
    const request = await talk.asks('ana');
    await talk.thread(request, /Succeeded/);
  });
});
