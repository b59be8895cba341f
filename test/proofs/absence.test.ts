import { expect, test } from 'vitest';
import type { SeenMessage } from '../../src/sandbox/slack/seen-message.ts';
import { ADDRESS, type Conversation, startConversation } from '../conversation.ts';
import { confirmedRuns } from '../one-run.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How each run ended during the outage. */
const ENDS = {
  failed: /The action failed \(1 invocation\); the run was applied/,
  discarded: /discarded in HCP Terraform. Nothing was invoked/,
  moving: undefined,
  waiting: undefined,
} as const;
type Name = keyof typeof ENDS;
const NAMES = Object.keys(ENDS) as Name[];

/**
 * The length of an outage, passed in short steps. One long jump would hide calls that are too frequent (milliseconds).
 */
const STEADILY = 4 * 160_000;
async function passSteadily(talk: Conversation): Promise<void> {
  for (let passed = 0; passed < STEADILY; passed += 160_000) await talk.passes(160_000);
}

interface Followed {
  readonly request: SeenMessage;
  readonly id: string;
}

/** Four requests in four workspaces. Two are being applied and two wait for a person. */
async function startFour() {
  const entry = (name: Name) => ({ apply: name === 'discarded' || name === 'waiting' ? 'by_hand' : 'automatic' });
  const talk = await startConversation({
    pace: 'manual',
    file: {
      environments: Object.fromEntries(NAMES.map((name) => [name, { workspace: `acme-${name}` }])),
      actions: {
        cleanup: {
          address: ADDRESS,
          confirm_within: '1d',
          environments: Object.fromEntries(NAMES.map((name) => [name, entry(name)])),
        },
      },
    },
  });
  const four = new Map<Name, Followed>();
  for (const name of NAMES) {
    const outcome = name === 'failed' ? 'failed_but_applied' : 'successful';
    talk.terraform.addWorkspace({ name: `acme-${name}`, actions: [{ address: ADDRESS, outcome }] });
    await talk.says('ana', `/tf-action cleanup ${name}`);
    await talk.clicks('ana', 'Run it', await talk.sees('ana', new RegExp(`Run cleanup in ${name}\\?`)));
    const request = await talk.sees('ana', new RegExp(`cleanup in ${name}[\\s\\S]*Asked by`));
    const { id } = await talk.until(() => talk.terraform.runs(`acme-${name}`)[0], 'the run');
    talk.terraform.advanceTo(id, 'planned');
    if (entry(name).apply === 'by_hand') await talk.thread(request, /Waiting for a person/);
    else {
      await talk.until(() => confirmedRuns(talk.terraform).includes(id), 'the confirmation');
      talk.terraform.advanceTo(id, 'applying');
      await talk.thread(request, /Confirmed/);
    }
    four.set(name, { request, id });
  }
  return { talk, four, of: (name: Name) => four.get(name) ?? { request: EMPTY, id: '' } };
}

const EMPTY = {} as SeenMessage;

function endTwo(talk: Conversation, of: (name: Name) => Followed): void {
  talk.terraform.advanceTo(of('failed').id, 'applied');
  talk.terraform.discard(of('discarded').id, 'mia');
}

/** Each ending is reported once, and the two open requests continue to their own. */
async function expectTheTruthOnce(talk: Conversation, of: (name: Name) => Followed): Promise<void> {
  for (const name of ['failed', 'discarded'] as const) {
    const { request } = of(name);
    expect(await talk.thread(request, /, for @Ana/)).toMatch(ENDS[name]);
    await talk.until(() => ENDS[name].test(talk.read(request)), 'the message');
  }
  for (const name of ['moving', 'waiting'] as const) {
    await talk.until(() => /Running/.test(talk.read(of(name).request)), 'the request to go on');
    expect(talk.replies(of(name).request).join('\n')).not.toMatch(/, for @Ana/);
  }
  await talk.clicks('ben', 'Confirm and apply', of('waiting').request);
  await talk.until(() => confirmedRuns(talk.terraform).includes(of('waiting').id), 'the confirmation');
  for (const name of ['moving', 'waiting'] as const) {
    talk.terraform.advanceTo(of(name).id, 'applied');
    await talk.thread(of(name).request, /Succeeded/);
  }
  for (const name of NAMES) {
    const replies = talk.replies(of(name).request);
    expect(new Set(replies).size, replies.join('\n')).toBe(replies.length);
    expect(replies.filter((reply) => /, for @Ana/.test(reply))).toHaveLength(1);
    expect(replies.at(-1)).toMatch(/, for @Ana/);
    await talk.until(() => !/has not answered/.test(talk.read(of(name).request)), 'the message');
  }
  expect(talk.terraform.rateLimited).toBe(0);
}

test('HCP Terraform is away for an hour in which runs end: said since when, one call in a while asks for all, and afterwards each truth is told once', async () => {
  const { talk, of } = await startFour();
  talk.terraform.down();
  endTwo(talk, of);
  for (const name of NAMES) {
    const { request } = of(name);
    await talk.until(
      () => /HCP Terraform has not answered since .*9:0\d.*What you see may be out of date/.test(talk.read(request)),
      'the request to say so',
    );
  }
  const shown = NAMES.map((name) => /has not answered since [^.]*/.exec(talk.read(of(name).request))?.[0]);
  await talk.passes(HOUR);
  expect(NAMES.map((name) => /has not answered since [^.]*/.exec(talk.read(of(name).request))?.[0])).toEqual(shown);
  const from = talk.terraform.calls.length;
  talk.terraform.up();
  await talk.until(() => !/has not answered/.test(talk.read(of('failed').request)), 'it to be back');
  const [first, ...rest] = talk.terraform.calls.slice(from);
  const soon = rest.filter(({ at }) => at - (first?.at ?? 0) < 5_000);
  expect(soon.length).toBeLessThanOrEqual(30);
  await expectTheTruthOnce(talk, of);
});

test('HCP Terraform answers nothing but 503 for an hour: it is asked about twice a minute, however many requests wait', async () => {
  const { talk, of } = await startFour();
  talk.terraform.fault({ path: /./, status: 503, times: Number.POSITIVE_INFINITY });
  endTwo(talk, of);
  await talk.until(() => /has not answered since/.test(talk.read(of('moving').request)), 'the request to say so');
  await talk.passes(2 * MINUTE);
  const from = talk.terraform.calls.length;
  await passSteadily(talk);
  expect(talk.terraform.calls.length - from).toBeLessThanOrEqual(STEADILY / 30_000 + 3);
  await talk.passes(HOUR);
  talk.terraform.clearFaults();
  await expectTheTruthOnce(talk, of);
});

test('Slack is away for an hour: the runs go on, and afterwards each truth is told once', async () => {
  const { talk, of } = await startFour();
  talk.slack.down();
  endTwo(talk, of);
  await talk.passes(2 * MINUTE);
  const from = talk.slack.calls.length;
  await passSteadily(talk);
  // Four redraws and two replies are owed, each retried every 30 s.
  const tries = talk.slack.calls.slice(from).filter(({ method }) => method !== 'apps.connections.open');
  expect(tries.length, tries.map(({ method }) => method).join(' ')).toBeLessThanOrEqual(6 * (STEADILY / 30_000) + 8);
  await talk.passes(HOUR);
  talk.slack.up();
  await talk.slack.until(() => talk.slack.connections > 0, { within: 20_000, what: 'the bot to connect' });
  await expectTheTruthOnce(talk, of);
});

test('the bot is stopped for an hour: after its start each truth is told once', async () => {
  const { talk, of } = await startFour();
  await talk.stop();
  endTwo(talk, of);
  await talk.passes(HOUR);
  const from = talk.terraform.calls.length;
  await talk.restart();
  await talk.thread(of('failed').request, /, for @Ana/);
  expect(talk.terraform.calls.length - from).toBeLessThanOrEqual(40);
  await expectTheTruthOnce(talk, of);
});
