import { expect, test } from 'vitest';
import { allowlistWith, CHANNEL, type Conversation, PEOPLE, startConversation, WORKSPACE } from '../conversation.ts';
import { confirmedRuns, createCalls } from '../one-run.ts';

const entry = { approval: { required: [{ from: 'sre' }] }, apply: 'by_hand' };
const DEVS = [PEOPLE.ana, PEOPLE.dia];
const SRE = [PEOPLE.ben, PEOPLE.cem];

/** Something that changed since the request, and how to undo it for the next one. */
interface Change {
  readonly make: (talk: Conversation) => void;
  readonly undo?: (talk: Conversation) => void;
  readonly why: RegExp;
}

const written = (change: (file: ReturnType<typeof JSON.parse>) => void): Change['make'] => {
  const file = JSON.parse(allowlistWith(entry));
  change(file);
  return (talk) => talk.edit(JSON.stringify(file));
};
const asBefore = written(() => undefined);

const CHANGES: Readonly<Record<string, Change>> = {
  'other approvals': {
    make: written(({ actions }) => {
      actions.cleanup.environments.prod.approval.required = [{ from: ['sre', 'ana'] }];
    }),
    undo: asBefore,
    why: /entry for cleanup in prod was changed/,
  },
  'other parameters': {
    make: written(({ actions }) => {
      actions.cleanup.parameters = { days: { variable: 'days', type: 'integer', default: 3 } };
    }),
    undo: asBefore,
    why: /entry for cleanup in prod was changed/,
  },
  'another address': {
    make: written(({ actions }) => {
      actions.cleanup.address = actions.other.address;
    }),
    undo: asBefore,
    why: /entry for cleanup in prod was changed/,
  },
  'no entry': {
    make: written(({ actions }) => {
      delete actions.cleanup;
    }),
    undo: asBefore,
    why: /cleanup in prod is no longer on the allowlist/,
  },
  'a requester who left the group': {
    make: (talk) => void talk.slack.setUserGroup('S0DEVS0001', { users: [PEOPLE.dia] }),
    undo: (talk) => void talk.slack.setUserGroup('S0DEVS0001', { users: DEVS }),
    why: /@Ana may no longer request cleanup in prod/,
  },
};

test('between asking and Run it: the requester is told why it is void, and nobody else sees anything', async () => {
  const talk = await startConversation({ entry });
  const changes: readonly Change[] = [
    ...Object.values(CHANGES),
    { make: (now) => void now.terraform.uploadConfiguration(WORKSPACE), why: /has a new configuration version/ },
  ];
  for (const { make, undo, why } of changes) {
    const before = talk.slack.ephemeralsEverShown.length;
    await talk.says('ana', '/tf-action cleanup prod');
    await talk.until(() => talk.slack.ephemeralsEverShown.length > before, 'the confirmation');
    const confirmation = await talk.sees('ana', /Run cleanup in prod\?/);
    make(talk);
    await talk.passes(4_000);
    await talk.clicks('ana', 'Run it', confirmation);
    const told = await talk.until(() => talk.slack.ephemeralsEverShown[before + 1], 'the refusal');
    expect(talk.slack.readAloud(told)).toMatch(/^This request is void: since it was asked, /);
    expect(talk.slack.readAloud(told)).toMatch(why);
    undo?.(talk);
    await talk.passes(4_000);
  }
  expect(talk.slack.sees(PEOPLE.ben, CHANNEL)).toEqual([]);
  expect(createCalls(talk.terraform)).toEqual([]);
});

/** A request by Ana, approved by Ben, whose planned run waits for a person. */
async function waitForPerson(talk: Conversation) {
  await talk.says('ana', '/tf-action cleanup prod');
  const confirmation = await talk.until(
    () =>
      talk.slack
        .sees(PEOPLE.ana, CHANNEL)
        .findLast((seen) => talk.slack.buttons(seen).some(({ label }) => label === 'Run it')),
    'the confirmation',
  );
  await talk.clicks('ana', 'Run it', confirmation);
  const request = await talk.sees('ben', /Awaiting approval/);
  await talk.clicks('ben', 'Approve', request);
  const run = await talk.until(
    () => talk.terraform.runs(WORKSPACE).find(({ status }) => status === 'pending'),
    'the run',
  );
  talk.terraform.advanceTo(run.id, 'planned');
  await talk.until(() => talk.buttons(request).includes('Confirm and apply'), 'Confirm and apply');
  return { request, run: run.id };
}

async function untilDiscarded(talk: Conversation, run: string): Promise<void> {
  const path = `/runs/${run}/actions/discard`;
  await talk.until(() => talk.terraform.calls.some((call) => call.path.endsWith(path)), 'the discard');
  talk.terraform.advance(run);
}

test('between the plan and Confirm and apply: the run is discarded, and the thread says why', async () => {
  const talk = await startConversation({ entry, pace: 'manual' });
  const changes: readonly Change[] = [
    ...Object.values(CHANGES),
    {
      make: (now) => void now.slack.updatePerson(PEOPLE.ana, { kind: 'deactivated' }),
      undo: (now) => void now.slack.updatePerson(PEOPLE.ana, { kind: 'member' }),
      why: /@Ana may no longer request/,
    },
    {
      make: (now) => void now.slack.setUserGroup('S0SRE00001', { users: [PEOPLE.cem] }),
      undo: (now) => void now.slack.setUserGroup('S0SRE00001', { users: SRE }),
      why: /somebody who approved it may no longer approve it/,
    },
  ];
  for (const { make, undo, why } of changes) {
    const { request, run } = await waitForPerson(talk);
    make(talk);
    await talk.passes(4_000);
    await talk.clicks('cem', 'Confirm and apply', request);
    await untilDiscarded(talk, run);
    expect(await talk.thread(request, /Voided/)).toMatch(why);
    undo?.(talk);
    await talk.passes(4_000);
  }
  expect(confirmedRuns(talk.terraform)).toEqual([]);
});

test('cem confirms while HCP Terraform is away, and is no approver any more when it is back: the run is discarded', async () => {
  const talk = await startConversation({ entry, pace: 'manual' });
  const { request, run } = await waitForPerson(talk);
  talk.terraform.down();
  await talk.clicks('cem', 'Confirm and apply', request);
  await talk.until(() => !talk.buttons(request).includes('Confirm and apply'), 'the press to be taken');
  talk.slack.setUserGroup('S0SRE00001', { users: [PEOPLE.ben] });
  await talk.passes(60_000);
  talk.terraform.up();
  await untilDiscarded(talk, run);
  expect(await talk.thread(request, /Voided/)).toMatch(/@Cem confirmed it but may no longer do so/);
  expect(confirmedRuns(talk.terraform)).toEqual([]);
});

test('ben approved and left the group before cem approves: cem is one of two, and the request goes on waiting', async () => {
  const talk = await startConversation({ entry: { approval: { required: [{ from: 'sre' }, { from: 'cem' }] } } });
  const request = await talk.asks('ana');
  await talk.clicks('ben', 'Approve', request);
  await talk.until(() => /1 of 2 approved/.test(talk.read(request)), 'one of two');
  talk.slack.setUserGroup('S0SRE00001', { users: [PEOPLE.cem, PEOPLE.dia] });
  await talk.passes(4_000);
  await talk.clicks('cem', 'Approve', request);
  await talk.until(() => /1 of 2 approved: @Ben, @Cem\. Needs/.test(talk.read(request)), 'still one of two');
  expect(createCalls(talk.terraform)).toEqual([]);
  await talk.clicks('dia', 'Approve', request);
  await talk.thread(request, /Succeeded/);
});
