import { describe, expect, test } from 'vitest';
import { allowlistWith, type Conversation, startConversation, WORKSPACE } from '../conversation.ts';
import { confirmedRuns, createCalls } from '../one-run.ts';

const entry = { approval: { required: [{ from: 'sre' }, { from: 'cem' }] } };

type Change = (talk: Conversation) => void;

const changes: readonly (readonly [string, Change, RegExp])[] = [
  [
    'a new configuration version',
    (talk) => void talk.terraform.uploadConfiguration(WORKSPACE),
    /new configuration version/,
  ],
  [
    'an edited entry',
    (talk) => talk.edit(allowlistWith({ ...entry, max_invocations: 2 })),
    /entry for cleanup in prod was changed/,
  ],
  [
    'an entry taken off',
    (talk) => talk.edit(allowlistWith(entry).replaceAll('cleanup', 'tidy')),
    /no longer on the allowlist/,
  ],
  [
    'a requester who left',
    (talk) => void talk.slack.setUserGroup('S0DEVS0001', { users: [] }),
    /may no longer request/,
  ],
  [
    'a requester who was deactivated',
    (talk) => void talk.slack.updatePerson('U0ANA00001', { kind: 'deactivated' }),
    /may no longer request/,
  ],
];

describe('between asking and approving', () => {
  test.each(changes)('%s: the request is void, everybody is told why, and nothing runs', async (_what, change, why) => {
    const talk = await startConversation({ entry });
    const request = await talk.asks('ana');
    change(talk);
    await talk.passes(4_000);
    await talk.clicks('ben', 'Approve', request);
    await talk.sees('ben', /This request is void/);
    expect(await talk.thread(request, /Voided/)).toMatch(why);
    expect(createCalls(talk.terraform)).toEqual([]);
  });
});

const oneApproval = { approval: { required: [{ from: 'sre' }] } };
const lateChanges: readonly (readonly [string, Change, RegExp])[] = [
  [
    'a new configuration version',
    (talk) => void talk.terraform.uploadConfiguration(WORKSPACE),
    /new configuration version/,
  ],
  ['an edited entry', (talk) => talk.edit(allowlistWith({ ...oneApproval, max_invocations: 2 })), /was changed/],
  [
    'an approver who left',
    (talk) => void talk.slack.setUserGroup('S0SRE00001', { users: ['U0CEM00001'] }),
    /may no longer approve/,
  ],
  [
    'a requester who left',
    (talk) => void talk.slack.setUserGroup('S0DEVS0001', { users: [] }),
    /may no longer request/,
  ],
];

describe('between approving and creating', () => {
  test.each(lateChanges)('%s: void, and no run is created after that', async (_what, change, why) => {
    const talk = await startConversation({ entry: oneApproval });
    const request = await talk.asks('ana');
    // HCP Terraform postpones the first attempt, which leaves time before the second.
    talk.terraform.fault({ method: 'POST', path: /\/runs$/, status: 429, headers: { 'x-ratelimit-reset': '60' } });
    await talk.clicks('ben', 'Approve', request);
    await talk.until(() => createCalls(talk.terraform).length === 1, 'the first try');
    change(talk);
    await talk.passes(70_000);
    expect(await talk.thread(request, /Voided/)).toMatch(why);
    expect(createCalls(talk.terraform)).toHaveLength(1);
    expect(talk.terraform.runs(WORKSPACE)).toEqual([]);
  });
});

describe('between creating and confirming', () => {
  test.each(lateChanges.filter(([what]) => what !== 'a new configuration version'))(
    '%s: void, and the run is ended',
    async (_what, change, why) => {
      const talk = await startConversation({ entry: oneApproval, pace: 'manual' });
      const request = await talk.asks('ana');
      await talk.clicks('ben', 'Approve', request);
      await talk.thread(request, /The run was created/);
      const [run] = talk.terraform.runs(WORKSPACE);
      talk.terraform.advanceTo(run?.id ?? '', 'planning');
      change(talk);
      await talk.passes(4_000);
      talk.terraform.advanceTo(run?.id ?? '', 'planned');
      await talk.until(() => talk.terraform.calls.some(({ path }) => /\/actions\/discard$/.test(path)), 'the discard');
      talk.terraform.advance(run?.id ?? '');
      expect(await talk.thread(request, /Voided/)).toMatch(why);
      expect(confirmedRuns(talk.terraform)).toEqual([]);
    },
  );

  test('a new configuration version does not touch a run that exists', async () => {
    const talk = await startConversation({ entry: oneApproval, pace: 'manual' });
    const request = await talk.asks('ana');
    await talk.clicks('ben', 'Approve', request);
    await talk.thread(request, /The run was created/);
    const [run] = talk.terraform.runs(WORKSPACE);
    talk.terraform.uploadConfiguration(WORKSPACE);
    talk.terraform.advanceTo(run?.id ?? '', 'planned');
    await talk.until(() => confirmedRuns(talk.terraform).length > 0, 'the confirmation');
    talk.terraform.advanceTo(run?.id ?? '', 'applied');
    await talk.thread(request, /Succeeded/);
  });
});

test('an edit to another entry voids nothing', async () => {
  const talk = await startConversation({ entry: oneApproval });
  const request = await talk.asks('ana');
  const edited = JSON.parse(allowlistWith(oneApproval));
  edited.actions.other.description = 'Something else';
  talk.edit(JSON.stringify(edited));
  await talk.clicks('ben', 'Approve', request);
  await talk.thread(request, /Succeeded/);
});

test('another value of a parameter is another request', async () => {
  const parameters = { days: { variable: 'days', type: 'integer', minimum: 1, maximum: 9 } };
  const allowlist = JSON.parse(allowlistWith(oneApproval));
  allowlist.actions.cleanup.parameters = parameters;
  const talk = await startConversation({ allowlist: JSON.stringify(allowlist) });
  const request = await talk.asks('ana', '/tf-action cleanup prod days=3');
  expect(talk.read(request)).toMatch(/days = 3/);
  await talk.clicks('ben', 'Approve', request);
  await talk.thread(request, /Succeeded/);
  expect(talk.terraform.runs(WORKSPACE)[0]?.variables).toEqual([{ key: 'days', value: '3' }]);
  allowlist.actions.cleanup.parameters.days.maximum = 2;
  talk.edit(JSON.stringify(allowlist));
  await talk.says('ana', '/tf-action cleanup prod days=3');
  await talk.sees('ana', /has to be a whole number from 1 to 2/);
});
