import { expect, test } from 'vitest';
import { ADDRESS, CHANNEL, type Conversation, PEOPLE, startConversation, WORKSPACE } from '../conversation.ts';
import { createCalls } from '../one-run.ts';

const LONG = 1_000;
const texts = {
  why: 'w'.repeat(LONG),
  note: 'n'.repeat(LONG),
  target_environment: 'production-database',
  ticket: 't'.repeat(LONG),
};
const typed = Object.entries(texts).map(([name, value]) => `${name}=${value}`);

const withTexts = (entry: object = {}): string =>
  JSON.stringify({
    version: 1,
    people: { devs: 'S0DEVS0001', sre: 'S0SRE00001' },
    everywhere: { organization: 'acme', requesters: ['devs'] },
    environments: { prod: { workspace: WORKSPACE } },
    actions: {
      cleanup: {
        address: ADDRESS,
        environments: { prod: { approval: { required: [{ from: 'sre' }] }, ...entry } },
        parameters: Object.fromEntries(
          Object.keys(texts).map((name) => [name, { variable: `cleanup_${name}`, type: 'string' }]),
        ),
      },
    },
  });

/** Every parameter in full, in the allowlist's order, whatever the typed order. */
function expectWhole(read: string): void {
  const lines = read.split('\n').filter((line) => / = /.test(line));
  expect(lines).toEqual(Object.entries(texts).map(([name, value]) => `${name} = ${value}`));
}

/** Presses a button without a dialog. Returns the form that opens. */
async function opens(
  talk: Conversation,
  name: 'ben' | 'cem' | 'dia',
  label: string,
  where: Parameters<Conversation['clicks']>[2],
) {
  const { dialog } = await talk.slack.clicks(PEOPLE[name], label, where);
  expect(dialog).toBeUndefined();
  return talk.until(() => talk.slack.views(PEOPLE[name]).at(-1), 'the form');
}

test('long parameters are shown whole, in one order, wherever somebody decides on them: a form where the dialog has no room', async () => {
  const talk = await startConversation({ allowlist: withTexts({ apply: 'by_hand' }), pace: 'manual' });
  const request = await talk.asks('ana', `/tf-action cleanup prod ${[...typed].reverse().join(' ')}`);
  const confirmation = talk.slack.ephemeralsEverShown.find((one) =>
    /Run cleanup in prod\?/.test(talk.slack.readAloud(one)),
  );
  const asked = talk.slack.readAloud(confirmation ?? { text: '', blocks: [] });
  expectWhole(asked);
  expect(asked).toMatch(
    /Needs one approval from @sre within 1 hour\. The planned run waits 15 minutes for Confirm[\s\S]*run has 1 hour to be planned\./,
  );
  expectWhole(talk.read(request));
  expect(talk.read(request)).toMatch(/waits 15 minutes for Confirm and apply[\s\S]*run has 1 hour to be planned\./);

  // A person without the right is refused when the form is submitted, as after a dialog.
  await opens(talk, 'dia', 'Approve', request);
  await talk.fills('dia', {});
  await talk.sees('dia', /You can't approve/);
  const form = await opens(talk, 'ben', 'Approve', request);
  expectWhole(talk.slack.readAloud(form));
  expect(talk.slack.readAloud(form)).toMatch(
    /^Approve\?[\s\S]*cleanup in prod\nAsked by @Ana[\s\S]*acme-prod[\s\S]*\[Approve\] \[Go back\]$/,
  );
  expect(JSON.parse(String(form.view.private_metadata))).toEqual({
    request: expect.stringMatching(/^[0-9a-f]{32}$/),
    channel: CHANNEL,
    messageTs: request.ts,
  });
  expect(talk.read(request)).toMatch(/Needs one approval from @sre by/);
  await talk.fills('ben', {});
  await talk.thread(request, /@Ben approved it/);

  const run = await talk.until(() => talk.terraform.runs(WORKSPACE)[0], 'the run');
  const variables = JSON.stringify(createCalls(talk.terraform)[0]?.body);
  for (const value of Object.values(texts)) expect(variables).toContain(value);
  talk.terraform.advanceTo(run.id, 'planned');
  await talk.until(() => talk.buttons(request).includes('Confirm and apply'), 'the run to wait');
  expectWhole(talk.slack.readAloud(await opens(talk, 'cem', 'Discard', request)));
  expectWhole(talk.slack.readAloud(await opens(talk, 'ben', 'Confirm and apply', request)));
  await talk.fills('ben', {});
  await talk.thread(request, /Confirmed by @Ben/);
  // The other form was open meanwhile.
  await talk.fills('cem', {});
  await talk.sees('cem', /This request is running/);
  await talk.until(() => talk.terraform.calls.some(({ path }) => path.endsWith('/actions/apply')), 'the confirmation');
  talk.terraform.advanceTo(run.id, 'applied');
  expect(await talk.thread(request, /Succeeded/)).toMatch(/@Ana/);
});

test('with 230 approvers the limits stand there too, and of 700 who are to know of a failure each is mentioned', async () => {
  const approvers = Object.fromEntries(
    Array.from({ length: 230 }, (_, index) => [`a${index}`, `U0APPROVER${1_000 + index}`]),
  );
  const notified = Object.fromEntries(
    Array.from({ length: 700 }, (_, index) => [`n${index}`, `U0NOTIFIED${1_000 + index}`]),
  );
  const talk = await startConversation({
    allowlist: JSON.stringify({
      version: 1,
      people: { devs: 'S0DEVS0001', ben: PEOPLE.ben, ...approvers, ...notified },
      everywhere: { organization: 'acme', requesters: ['devs'] },
      environments: { prod: { workspace: WORKSPACE } },
      actions: {
        cleanup: {
          address: ADDRESS,
          environments: { prod: { approval: { required: [{ from: ['ben', ...Object.keys(approvers)] }] } } },
        },
      },
      notify: { failure: Object.keys(notified) },
    }),
    pace: 'manual',
  });
  for (const id of Object.values(approvers)) talk.slack.addPerson({ id, name: id.toLowerCase() });
  const request = await talk.asks('ana');
  const [asked] = talk.slack.ephemeralsEverShown;
  for (const read of [talk.slack.readAloud(asked ?? request), talk.read(request)]) {
    for (const id of Object.values(approvers)) expect(read.toLowerCase()).toContain(`@${id.toLowerCase()}`);
    expect(read).toMatch(/then runs automatically\./);
  }
  expect(talk.slack.readAloud(asked ?? request)).toMatch(/ within 1 hour, then/);
  await talk.clicks('ben', 'Approve', request);
  const run = await talk.until(() => talk.terraform.runs(WORKSPACE)[0], 'the run');
  talk.terraform.setStatus(run.id, 'errored');
  await talk.until(() => /^\S* ?Failed/.test(talk.read(request)), 'the message to say failed');
  const end = await talk.thread(request, /Failed: cleanup in prod, for @Ana/);
  expect(talk.replies(request).at(-1)).toBe(end);
  const told = talk
    .replies(request)
    .filter((reply) => /Failed/.test(reply))
    .join('\n');
  for (const id of Object.values(notified)) expect(told).toContain(`@${id}`);
});
