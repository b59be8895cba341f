import { expect, test } from 'vitest';
import { allowlistWith, PEOPLE, type Setting, startConversation, WORKSPACE } from '../conversation.ts';
import { confirmedRuns, createCalls, expectAtMostOneApplied } from '../one-run.ts';

const APPROVED_BY_SRE = { approval: { required: [{ from: 'sre', count: 2 }] } };
const FREEZES = { freezes: [{ name: 'migration', starts: '0 7 * * 2', lasts: '4h', reason: 'The database moves' }] };
/** Dia may break the glass. The others in her group may only ask. */
const GLASS = { people: { devs: 'S0DEVS0001', sre: 'S0SRE00001', ana: PEOPLE.ana, dia: PEOPLE.dia } };
const setting = (more: { readonly file?: object; readonly prod?: object; readonly entry?: object } = {}): Setting => ({
  entry: { ...APPROVED_BY_SRE, ...more.entry },
  prod: { break_glass: ['dia'], ...more.prod },
  file: { ...GLASS, ...more.file },
});

test('from a waiting request: it goes ahead without the approvals, loudly, and somebody else closes the review', async () => {
  const talk = await startConversation(setting());
  const request = await talk.asks('ana');
  expect(talk.buttons(request)).toContain('Break glass');
  await talk.clicks('dia', 'Break glass', request);
  await talk.fills('dia', { reason: 'Orders <fail> & nobody answers' });
  const loud = await talk.thread(request, /BREAK-GLASS/);
  expect(loud).toMatch(/@Dia WENT AHEAD WITHOUT 2 APPROVALS\. Reason: Orders <fail> & nobody answers @sre/);
  await talk.thread(request, /Succeeded/);
  expect(talk.read(request)).toMatch(/BREAK-GLASS: @Dia WENT AHEAD WITHOUT 2 APPROVALS.*Review open/s);
  await talk.sees('cem', /^(?!.*Asked by).*BREAK-GLASS: @Dia/s);
  expectAtMostOneApplied(talk.terraform);

  for (const name of ['dia', 'ana'] as const) {
    await talk.clicks(name, 'Close review', request);
    await talk.sees(name, /somebody else has to review it/);
  }
  await talk.clicks('gil', 'Close review', request);
  await talk.sees('gil', /Guests/);
  await talk.clicks('ben', 'Close review', request);
  await talk.until(() => /Review closed by @Ben/.test(talk.read(request)), 'the review to be closed');
  expect(talk.read(request)).toMatch(/Succeeded/);
  expect(talk.buttons(request)).toEqual([]);
});

test('from the private refusal of a freeze: only with a reason, and everything else holds as always', async () => {
  const talk = await startConversation(setting({ file: FREEZES }));
  await talk.says('ana', '/tf-action cleanup prod');
  await talk.sees('ana', /cleanup in prod is frozen by migration/);
  await talk.says('dia', '/tf-action cleanup prod');
  const offer = await talk.sees('dia', /You can break glass/);
  expect(talk.slack.buttons(offer).map(({ label }) => label)).toEqual(['Break glass', 'Cancel']);
  await talk.clicks('dia', 'Break glass', offer);
  await expect(talk.fills('dia', {})).resolves.toBeUndefined();
  expect(talk.slack.views(PEOPLE.dia)).toHaveLength(1);
  await talk.fills('dia', { reason: 'Orders fail' });
  const request = await talk.sees('ana', /Asked by @Dia/);
  expect(await talk.thread(request, /BREAK-GLASS/)).toMatch(/WITHOUT 2 APPROVALS AND THROUGH THE FREEZE “MIGRATION”/);
  await talk.thread(request, /Succeeded/);
  const [created, ...more] = createCalls(talk.terraform);
  expect(JSON.stringify(created?.body)).toMatch(/glass broken by Dia \(U0DIA00001\)/i);
  expect(more).toEqual([]);
});

test('a reason of blanks is none: nothing goes ahead', async () => {
  const talk = await startConversation(setting());
  const request = await talk.asks('ana');
  await talk.clicks('dia', 'Break glass', request);
  await talk.fills('dia', { reason: ' \t ' });
  await talk.sees('dia', /Breaking glass needs a reason/);
  expect(talk.read(request)).toMatch(/Awaiting approval/);
  expect(createCalls(talk.terraform)).toEqual([]);
});

test('where a preview goes first, it goes before the run all the same, and is no approval', async () => {
  const talk = await startConversation({ ...setting({ file: FREEZES, entry: { preview: true } }), pace: 'manual' });
  await talk.says('dia', '/tf-action cleanup prod');
  await talk.clicks('dia', 'Break glass', await talk.sees('dia', /You can break glass/));
  await talk.fills('dia', { reason: 'Orders fail' });
  const request = await talk.sees('ana', /Asked by @Dia/);
  const preview = await talk.until(() => talk.terraform.runs(WORKSPACE)[0], 'the preview');
  expect(preview.planOnly).toBe(true);
  talk.terraform.advanceTo(preview.id, 'planned_and_finished');
  await talk.thread(request, /Preview: invokes 1 action/);
  await talk.thread(request, /The run was created/);
  expect(talk.terraform.runs(WORKSPACE).map(({ planOnly }) => planOnly)).toEqual([false, true]);
  talk.terraform.advanceTo(talk.terraform.runs(WORKSPACE)[0]?.id ?? '', 'planned');
  await talk.until(() => confirmedRuns(talk.terraform).length === 1, 'the confirmation');
  expect(confirmedRuns(talk.terraform)).not.toContain(preview.id);
});

test('whoever is not named may not, and an action may say that nobody may', async () => {
  const talk = await startConversation(setting());
  const request = await talk.asks('ana');
  await talk.clicks('ben', 'Break glass', request);
  await talk.sees('ben', /You can't break glass in prod/);
  expect(talk.slack.views(PEOPLE.ben)).toEqual([]);
  talk.edit(allowlistWith({ ...APPROVED_BY_SRE, break_glass: 'none' }, setting()));
  await talk.clicks('dia', 'Break glass', request);
  await talk.sees('dia', /You can't break glass/);
  expect(talk.terraform.runs(WORKSPACE)).toEqual([]);
  const other = await startConversation(setting({ entry: { break_glass: 'none' } }));
  const quiet = await other.asks('ana');
  expect(other.buttons(quiet)).not.toContain('Break glass');
});

test('who broke the glass and may no longer before the run is confirmed: the run is ended', async () => {
  const talk = await startConversation({ ...setting(), pace: 'manual' });
  const request = await talk.asks('ana');
  await talk.clicks('dia', 'Break glass', request);
  await talk.fills('dia', { reason: 'Orders fail' });
  await talk.thread(request, /The run was created/);
  talk.slack.updatePerson(PEOPLE.dia, { kind: 'deactivated' });
  // A reading of Slack is reused for 3 s.
  await talk.passes(4_000);
  talk.terraform.advanceTo(talk.terraform.runs(WORKSPACE)[0]?.id ?? '', 'planned');
  expect(await talk.thread(request, /Voided/)).toMatch(/the person who broke glass may no longer do so/);
  expectAtMostOneApplied(talk.terraform);
});

test('who broke the glass through a freeze and may no longer: nothing goes through it any more, approvals or not', async () => {
  const oncall = 'S0ONCALL01';
  const talk = await startConversation({
    prod: { break_glass: ['oncall'] },
    file: { ...FREEZES, people: { ...GLASS.people, oncall } },
    pace: 'manual',
  });
  talk.slack.addUserGroup({ id: oncall, handle: 'oncall', users: [PEOPLE.dia] });
  await talk.says('dia', '/tf-action cleanup prod');
  await talk.clicks('dia', 'Break glass', await talk.sees('dia', /You can break glass/));
  await talk.fills('dia', { reason: 'Orders fail' });
  const request = await talk.sees('ana', /Asked by @Dia/);
  await talk.thread(request, /The run was created/);
  talk.slack.setUserGroup(oncall, { users: [] });
  await talk.passes(4_000);
  talk.terraform.advanceTo(talk.terraform.runs(WORKSPACE)[0]?.id ?? '', 'planned');
  expect(await talk.thread(request, /Voided/)).toMatch(/the person who broke glass may no longer do so/);
  expect(confirmedRuns(talk.terraform)).toEqual([]);
});

test('where nobody can approve it for her, whoever may break the glass is told so and offered only that', async () => {
  const talk = await startConversation(setting({ entry: { approval: { required: [{ from: 'dia' }] } } }));
  await talk.says('dia', '/tf-action explain cleanup prod');
  await talk.sees('dia', /Only by breaking glass: @Dia may ask for cleanup in prod.*Not enough people/s);
  await talk.says('dia', '/tf-action cleanup prod');
  const offer = await talk.sees('dia', /Not enough people can approve cleanup in prod for you.*You can break glass/s);
  expect(talk.slack.buttons(offer).map(({ label }) => label)).toEqual(['Break glass', 'Cancel']);
  expect(talk.slack.readAloud(offer)).not.toMatch(/Nothing runs until you press Run it|Needs one approval/);
  await talk.clicks('dia', 'Break glass', offer);
  await talk.fills('dia', { reason: 'Orders fail' });
  const request = await talk.sees('ana', /Asked by @Dia/);
  expect(await talk.thread(request, /BREAK-GLASS/)).toMatch(/WITHOUT ONE APPROVAL/);
  await talk.thread(request, /Succeeded/);
});
