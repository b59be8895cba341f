import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '../bot-process.ts';
import { ADDRESS, CHANNEL, type Conversation, PEOPLE, startConversation, WORKSPACE } from '../conversation.ts';

const ADMINS = 'C0ADMINS01';
const OTHERS = 'C0ADMINS02';

interface Parts {
  readonly requesters?: readonly string[];
  readonly admin?: string;
  readonly required?: readonly object[];
}

const allowlist = ({ requesters = ['devs'], admin = 'admins', required }: Parts = {}): string =>
  JSON.stringify({
    version: 1,
    people: { devs: 'S0DEVS0001', sre: 'S0SRE00001', cem: PEOPLE.cem },
    channels: { admins: ADMINS, others: OTHERS },
    everywhere: { organization: 'acme', requesters },
    environments: { prod: { workspace: WORKSPACE } },
    actions: {
      cleanup: { address: ADDRESS, environments: ['prod'], ...(required && { approval: { required } }) },
    },
    admin_channel: admin,
  });

async function start(file: string): Promise<Conversation> {
  const talk = await startConversation({ watched: file });
  for (const [id, name] of [
    [ADMINS, 'admins'],
    [OTHERS, 'others'],
  ] as const) {
    talk.slack.addChannel({ id, name, members: Object.values(PEOPLE), botIsMember: true });
  }
  return talk;
}

const told = (talk: Conversation, channel = ADMINS): readonly string[] =>
  talk.slack.sees(PEOPLE.ben, channel).map((message) => talk.slack.readAloud(message));

test('an edit of the file: cem may ask from then on, the admin channel reads who gained and lost, loosening first', async () => {
  const { file } = makeFolder(allowlist());
  const talk = await start(file);
  await talk.says('cem', '/tf-action cleanup prod');
  await talk.sees('cem', /There is no action “cleanup” that you can run/);

  writeFileSync(file, allowlist({ requesters: ['cem'], required: [{ from: 'sre' }] }));
  const news = await talk.sees('ben', /The allowlist changed/, ADMINS);
  const read = talk.slack.readAloud(news);
  expect(read).toMatch(/1 change may make it looser/);
  expect(read).toMatch(
    /Looser[\s\S]*cleanup in prod: @Cem may now request[\s\S]*Tighter[\s\S]*cleanup in prod: @devs may no longer request[\s\S]*must approve: nobody → 1 of @sre/,
  );
  await talk.says('cem', '/tf-action cleanup prod');
  await talk.sees('cem', /Run cleanup in prod\?[\s\S]*Needs one approval from @sre/);
  await talk.says('ana', '/tf-action cleanup prod');
  await talk.sees('ana', /There is no action “cleanup” that you can run/);
  expect(told(talk)).toHaveLength(1);

  await talk.restart();
  await talk.passes(60_000);
  expect(told(talk), 'the record says that it was told').toHaveLength(1);
  await talk.stop();
  writeFileSync(file, allowlist({ requesters: ['cem', 'sre'] }));
  await talk.restart();
  await talk.sees('ben', /must approve: 1 of @sre → nobody/, ADMINS);
});

test('a faulty file changes nothing: the log names each fault, /readyz and the admin channel say so, once', async () => {
  const { file } = makeFolder(allowlist());
  const talk = await start(file);
  const ready = async (): Promise<unknown> => (await fetch(`http://127.0.0.1:${talk.port()}/readyz`)).json();
  expect(await ready()).toEqual({ ready: true, checks: { slack: true, hcp_terraform: true } });
  const bad = allowlist({ requesters: ['nobody'], admin: 'nowhere' });
  writeFileSync(file, bad);
  const news = await talk.sees('ben', /The allowlist has 2 faults, so the previous file stays in force/, ADMINS);
  expect(talk.slack.readAloud(news)).toMatch(/everywhere\.requesters\[0\]: "nobody" is not in people/);
  expect(talk.logged.filter((line) => line.includes('the allowlist has a fault'))).toHaveLength(2);
  expect(await ready()).toEqual({
    ready: true,
    checks: { slack: true, hcp_terraform: true },
    details: { allowlist: expect.stringMatching(/the file has faults \(2\)/) },
  });
  await talk.says('ana', '/tf-action cleanup prod');
  await talk.sees('ana', /Run cleanup in prod\?/);

  renameSync(file, `${file}.gone`);
  await talk.sees('ben', /actions\.yml cannot be read \(ENOENT\)/, ADMINS);
  writeFileSync(file, allowlist());
  await talk.sees('ben', /are fixed\. It is the same as the allowlist in force/, ADMINS);
  expect(await ready()).toEqual({ ready: true, checks: { slack: true, hcp_terraform: true } });
  expect(told(talk)).toHaveLength(3);
});

test('half a file, and the whole one a moment later, is one change; the channel before is told too where it is another', async () => {
  const { file } = makeFolder(allowlist());
  const talk = await start(file);
  const next = allowlist({ admin: 'others', requesters: ['devs', 'cem'] });
  writeFileSync(file, next.slice(0, 100));
  writeFileSync(file, next);
  await talk.sees('ben', /@Cem may now request/, OTHERS);
  await talk.sees('ben', /@Cem may now request[\s\S]*admin_channel: #admins → #others/, ADMINS);
  expect([told(talk), told(talk, OTHERS)].map((news) => news.length)).toEqual([1, 1]);
  expect(talk.logged.some((line) => line.includes('the allowlist has a fault'))).toBe(false);
});

test('a link that points elsewhere from now on, as a ConfigMap does it, is read anew', async () => {
  const { folder } = makeFolder('');
  const at = (...names: readonly string[]): string => join(folder, ...names);
  for (const [version, text] of [
    ['..v1', allowlist()],
    ['..v2', allowlist({ requesters: ['cem'] })],
  ] as const) {
    mkdirSync(at(version));
    writeFileSync(at(version, 'actions.yaml'), text);
  }
  symlinkSync('..v1', at('..data'));
  symlinkSync('..data/actions.yaml', at('actions.yaml'));
  const talk = await start(at('actions.yaml'));
  symlinkSync('..v2', at('..tmp'));
  renameSync(at('..tmp'), at('..data'));
  await talk.sees('ben', /@Cem may now request/, ADMINS);
  await talk.says('cem', '/tf-action cleanup prod', CHANNEL);
  await talk.sees('cem', /Run cleanup in prod\?/);
});

test('a loosening too large for one message is told in several, loosening first, with everybody who gained a right', async () => {
  const people = Object.fromEntries(
    Array.from({ length: 1_200 }, (_, index) => [`p${index}`, `U0GAINED${String(index).padStart(6, '0')}`]),
  );
  const names = Object.keys(people);
  const actions = Array.from({ length: 60 }, (_, index) => `act${index}`);
  const written = (gained: boolean): string =>
    JSON.stringify({
      version: 1,
      people: { devs: 'S0DEVS0001', sre: 'S0SRE00001', ...(gained ? people : {}) },
      channels: { admins: ADMINS },
      everywhere: { organization: 'acme' },
      environments: { prod: { workspace: WORKSPACE } },
      actions: Object.fromEntries(
        actions.map((action, index) => [
          action,
          {
            address: ADDRESS,
            environments: ['prod'],
            requesters: ['devs', ...(gained ? names.slice(20 * index, 20 * index + 20) : [])],
            approval: { required: gained ? [{ from: 'sre' }] : [{ from: 'sre' }, { from: 'devs' }] },
          },
        ]),
      ),
      admin_channel: 'admins',
    });
  const { file } = makeFolder(written(false));
  const talk = await start(file);
  writeFileSync(file, written(true));
  await talk.sees('ben', /Allowlist in force: SHA-256/, ADMINS);
  const news = told(talk);
  expect(news.length).toBeGreaterThan(2);
  expect(news[0]).toMatch(
    /The allowlist changed\. 120 changes may make it looser[\s\S]*Looser[\s\S]*act0 in prod: @\S+ or/,
  );
  const all = news.join('\n').toLowerCase();
  expect(Object.values(people).filter((id) => !all.includes(`@${id.toLowerCase()}`))).toEqual([]);
  expect(actions.filter((action) => !all.includes(`${action} in prod`))).toEqual([]);
});

test('the bot is stopped while Slack does not answer: the news is told after the next start, once, however it was lost', async () => {
  const { file } = makeFolder(allowlist());
  const talk = await start(file);
  talk.slack.fault({ method: 'chat.postMessage', channel: ADMINS, kind: 'refused', times: 3 });
  writeFileSync(file, allowlist({ requesters: ['cem'] }));
  await talk.until(
    () => talk.logged.some((line) => line.includes('the admin channel could not be told yet; retrying')),
    'the first try',
  );
  await talk.restart();
  await talk.sees('ben', /@Cem may now request/, ADMINS);

  talk.slack.fault({ method: 'chat.postMessage', channel: ADMINS, kind: 'lost_reply' });
  writeFileSync(file, allowlist({ requesters: ['sre'] }));
  await talk.sees('ben', /@sre may now request/, ADMINS);
  await talk.restart();
  await talk.passes(10 * 60_000);
  expect(told(talk)).toHaveLength(2);
});
