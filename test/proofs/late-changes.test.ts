import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { makeFolder } from '../bot-process.ts';
import { allowlistWith, type Conversation, PEOPLE, startConversation, WORKSPACE } from '../conversation.ts';
import { whileItsTurnIsAwaited } from '../late-turn.ts';
import { confirmedRuns, createCalls } from '../one-run.ts';

const ENTRY = { approval: { required: [{ from: 'sre' }] } };
const MORE = { prod: { operators: ['sre'] }, file: { admin_channel: 'prod-ops' } };

type Change = (talk: Conversation, file: string) => Promise<void> | void;

const changes: readonly (readonly [string, Change, RegExp])[] = [
  [
    'the entry is taken off the watched file',
    async (_talk, file) => writeFileSync(file, allowlistWith(ENTRY, MORE).replaceAll('cleanup', 'tidy')),
    /cleanup in prod is no longer on the allowlist/,
  ],
  [
    'the approver leaves the group',
    (talk) => void talk.slack.setUserGroup('S0SRE00001', { users: [PEOPLE.cem] }),
    /somebody who approved it may no longer approve it/,
  ],
  [
    'the requester is deactivated',
    (talk) => void talk.slack.updatePerson(PEOPLE.ana, { kind: 'deactivated' }),
    /may no longer request cleanup in prod/,
  ],
];

const runOf = (talk: Conversation): string => talk.terraform.runs(WORKSPACE)[0]?.id ?? 'no run';

async function start(): Promise<{ readonly talk: Conversation; readonly file: string }> {
  const { file } = makeFolder(allowlistWith(ENTRY, MORE));
  return { file, talk: await startConversation({ watched: file, pace: 'manual' }) };
}

describe('while the confirmation waits for its turn', () => {
  test.each(changes)('%s: the run is voided and the thread says why', async (_what, change, why) => {
    const { talk, file } = await start();
    const request = await talk.asks('ana');
    await talk.clicks('ben', 'Approve', request);
    await talk.thread(request, /The run was created/);
    await whileItsTurnIsAwaited(
      talk,
      'confirming',
      () => talk.terraform.advanceTo(runOf(talk), 'planned'),
      () => change(talk, file),
    );
    expect(await talk.thread(request, /The run is being ended/)).toMatch(why);
    expect(confirmedRuns(talk.terraform)).toEqual([]);
  });
});

describe('while the call that creates the run waits for its turn', () => {
  test.each(changes)('%s: the request is void and there is no run', async (_what, change, why) => {
    const { talk, file } = await start();
    const request = await startCreating(talk);
    await whileItsTurnIsAwaited(
      talk,
      'creating',
      () => talk.passes(30_000),
      () => change(talk, file),
    );
    expect(await talk.thread(request, /Voided/)).toMatch(why);
    expect(createCalls(talk.terraform)).toHaveLength(1);
    expect(talk.terraform.runs(WORKSPACE)).toEqual([]);
  });

  test('ben freezes prod: the request is held, still approved, and its run is created once he unfreezes it', async () => {
    const { talk } = await start();
    const request = await startCreating(talk);
    await whileItsTurnIsAwaited(
      talk,
      'creating',
      () => talk.passes(30_000),
      async () => {
        await talk.says('ben', '/tf-action freeze prod 2h The database moves');
        const said = talk.slack.readAloud(await talk.sees('ben', /prod is frozen until/));
        expect(said).toMatch(/Nothing is approved, run or confirmed in it before that\.$/);
      },
    );
    await talk.thread(request, /Frozen by @Ben/);
    expect(talk.read(request)).toMatch(/Approved/);
    expect(createCalls(talk.terraform)).toHaveLength(1);
    await talk.says('ben', '/tf-action unfreeze prod');
    await talk.thread(request, /The run was created/);
    expect(createCalls(talk.terraform)).toHaveLength(2);
  });

  test('ana withdraws: the request is withdrawn, and there is no run', async () => {
    const { talk } = await start();
    const request = await startCreating(talk);
    await whileItsTurnIsAwaited(
      talk,
      'creating',
      () => talk.passes(30_000),
      async () => {
        await talk.slack.clicks(PEOPLE.ana, 'Withdraw', request, { asSeen: true });
      },
    );
    await talk.thread(request, /Withdrawn/);
    await talk.passes(30_000);
    expect(createCalls(talk.terraform)).toHaveLength(1);
    expect(talk.terraform.runs(WORKSPACE)).toEqual([]);
  });
});

test('the entry is taken off while its run applies: the admin channel reads which run was sent before', async () => {
  const { talk, file } = await start();
  const request = await talk.asks('ana');
  await talk.clicks('ben', 'Approve', request);
  await talk.thread(request, /The run was created/);
  talk.terraform.advanceTo(runOf(talk), 'planned');
  await talk.until(() => confirmedRuns(talk.terraform).length === 1, 'the confirmation');
  talk.terraform.advanceTo(runOf(talk), 'applying');
  await talk.until(() => /Applying/.test(talk.read(request)), 'the run to apply');
  writeFileSync(file, allowlistWith(ENTRY, MORE).replaceAll('cleanup', 'tidy'));
  const news = talk.slack.readAloud(await talk.sees('ben', /The allowlist changed/));
  expect(news).toMatch(
    new RegExp(
      `Already sent before the change:.*cleanup in prod.*\\(by ana\\), run ${runOf(talk)}; press Cancel run`,
      's',
    ),
  );
});

/** Approved by Ben. HCP Terraform postpones the first attempt, which leaves time before the second. */
async function startCreating(talk: Conversation) {
  talk.terraform.fault({ method: 'POST', path: /\/runs$/, status: 429, headers: { 'x-ratelimit-reset': '30' } });
  const request = await talk.asks('ana');
  await talk.clicks('ben', 'Approve', request);
  await talk.until(() => createCalls(talk.terraform).length === 1, 'the first call');
  return request;
}
