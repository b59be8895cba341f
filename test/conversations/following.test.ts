import { describe, expect, test } from 'vitest';
import { ADDRESS, CHANNEL, type Conversation, PEOPLE, startConversation } from '../conversation.ts';

/** `cleanup` in this many environments, each with its own workspace. */
const environments = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `env-${index}`);

const allowlistOf = (names: readonly string[], entry: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    version: 1,
    people: { devs: 'S0DEVS0001', sre: 'S0SRE00001' },
    everywhere: { organization: 'acme', requesters: ['devs'] },
    environments: Object.fromEntries(names.map((name) => [name, { workspace: `acme-${name}` }])),
    actions: { cleanup: { address: ADDRESS, environments: Object.fromEntries(names.map((name) => [name, entry])) } },
  });

async function startWith(names: readonly string[], more: Parameters<typeof startConversation>[0] = {}) {
  const talk = await startConversation({ allowlist: allowlistOf(names), ...more });
  for (const name of names) talk.terraform.addWorkspace({ name: `acme-${name}`, actions: [{ address: ADDRESS }] });
  return talk;
}

async function asksInAll(talk: Conversation, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await talk.says('ana', `/tf-action cleanup ${name}`);
    const confirmation = await talk.sees('ana', new RegExp(`Run cleanup in ${name}\\?`));
    await talk.clicks('ana', 'Run it', confirmation);
    await talk.sees('ana', new RegExp(`cleanup in ${name}[\\s\\S]*Asked by`));
  }
}

const settled = ({ slack }: Conversation): number =>
  slack.sees(PEOPLE.ana, CHANNEL).filter((message) => /Succeeded: /.test(slack.readAloud(message))).length;

const reads = ({ terraform }: Conversation, path: RegExp): readonly string[] =>
  terraform.calls.filter((call) => call.method === 'GET' && path.test(call.path)).map((call) => call.path);

const LIST = /\/organizations\/acme\/workspaces(?:\?|$)/;
const BY_ID = /\/runs\/run-[A-Za-z0-9]+\?include=plan(?:%2C|,)apply/;

describe('many runs at once', () => {
  test('half a dozen in as many workspaces are read together by pages, and each verdict is right', async () => {
    const names = environments(6);
    const talk = await startWith(names);
    await asksInAll(talk, names);
    await talk.until(() => settled(talk) === 6, 'all to have succeeded');
    expect(reads(talk, LIST).length).toBeGreaterThan(0);
    expect(reads(talk, BY_ID).length).toBeLessThan(6 * 3);
    expect(reads(talk, /\/runs(?:\?|$)/)).toEqual([]);
    expect(names.map((name) => talk.terraform.runs(`acme-${name}`).length)).toEqual(names.map(() => 1));
  });

  test('a server that does not show the list, or not with its runs: they are read by their ids', async () => {
    const names = environments(4);
    const talk = await startWith(names);
    talk.terraform.fault({ method: 'GET', path: LIST, status: 400, times: 2 });
    talk.terraform.fault({ method: 'GET', path: LIST, status: 403, times: 1_000 });
    await asksInAll(talk, names);
    await talk.until(() => settled(talk) === 4, 'all to have succeeded');
    expect(reads(talk, BY_ID).length).toBeGreaterThan(4);
  });

  test('a run that is over and no longer its workspace’s current one is read by its id', async () => {
    const names = environments(4);
    const talk = await startWith(names, { pace: 'manual' });
    await asksInAll(talk, names);
    const [first = ''] = names;
    await talk.until(() => talk.terraform.runs(`acme-${first}`).length === 1, 'the run');
    const [run] = talk.terraform.runs(`acme-${first}`);
    const other = talk.terraform.startOtherRun(`acme-${first}`, { by: 'mia', message: 'merge' });
    talk.terraform.cancel(run?.id ?? '', 'mia');
    await talk.until(
      () => talk.slack.sees(PEOPLE.ana, CHANNEL).some((one) => /Canceled: /.test(talk.slack.readAloud(one))),
      'the request to be canceled',
    );
    expect(talk.terraform.run(other).status).not.toBe('canceled');
  });

  test('several that wait behind runs of others: each says which is in front, and follows it when that changes', async () => {
    const names = environments(4);
    const talk = await startWith(names, { pace: 'manual' });
    const [first = ''] = names;
    const fronts = names.map((name) => talk.terraform.startOtherRun(`acme-${name}`, { by: 'mia', message: 'merge' }));
    await asksInAll(talk, names);
    const request = await talk.sees('ana', new RegExp(`cleanup in ${first}`));
    await talk.until(() => new RegExp(`Waiting for ${fronts[0]} .* by mia`).test(talk.read(request)), 'mia’s run');
    talk.terraform.advanceTo(fronts[0] ?? '', 'planning');
    await talk.until(
      () => new RegExp(`Waiting for ${fronts[0]} \\(planning\\) by mia`).test(talk.read(request)),
      'it to plan',
    );
    talk.terraform.cancel(fronts[0] ?? '', 'mia');
    await talk.until(() => !/Waiting for/.test(talk.read(request)), 'nothing to be in front');
  });
});
