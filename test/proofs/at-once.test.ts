import pg from 'pg';
import { expect, inject, onTestFinished, test } from 'vitest';
import { startSlack } from '../../src/sandbox/slack/server.ts';
import { startTerraform } from '../../src/sandbox/terraform/server.ts';
import { makeFolder, startProcess } from '../bot-process.ts';
import { ADDRESS, allowlistWith, CHANNEL, fillTeam, PEOPLE, startConversation, WORKSPACE } from '../conversation.ts';
import { createCalls, expectAtMostOneApplied } from '../one-run.ts';
import { createTestDatabase } from '../postgres.ts';

test('one click that is delivered a hundred times at once, over both connections, is one decision and one run', async () => {
  const talk = await startConversation({ entry: { approval: { required: [{ from: 'sre' }] } } });
  const request = await talk.asks('ana');
  const pressed = talk.slack.clicks(PEOPLE.ben, 'Approve', request, { connection: 0 });
  const delivery = talk.slack.deliveries.at(-1);
  if (delivery === undefined) throw new Error('the press is not on its way');
  const again = Array.from({ length: 99 }, (_, index) =>
    talk.slack.redeliver(delivery, { connection: (index + 1) % 2 }),
  );
  await Promise.all([pressed, ...again]);
  expect(delivery.attempts).toHaveLength(100);
  await talk.thread(request, /Succeeded/);
  expect(talk.replies(request).filter((reply) => /approved it/.test(reply))).toHaveLength(1);
  expect(createCalls(talk.terraform)).toHaveLength(1);
  // Ana saw the confirmation and its replacement. Nobody was told of a refusal of ben's click.
  expect(talk.slack.ephemeralsEverShown.map((shown) => shown.for)).toEqual([PEOPLE.ana, PEOPLE.ana]);
});

const server = inject('postgres');
const APPROVERS = Array.from({ length: 50 }, (_, index) => `U0SRE${String(index).padStart(5, '0')}`);
const REQUIRED = 3;

async function startTwoProcesses(database: string) {
  // Fifty people click at once: their rights are read from Slack faster than any real team would cause.
  const slack = await startSlack({ rateLimits: 'off' });
  const terraform = await startTerraform({
    pace: { planning: 200, applying: 200, step: 100 },
    tokens: [{ token: 'tfe-sandbox-token', rights: 'write' }],
  });
  onTestFinished(async () => {
    await terraform.close();
    await slack.close();
  });
  fillTeam(slack);
  for (const id of APPROVERS) slack.addPerson({ id, name: id.toLowerCase() });
  slack.updateChannel(CHANNEL, { members: [...Object.values(PEOPLE), ...APPROVERS] });
  slack.setUserGroup('S0SRE00001', { users: APPROVERS });
  terraform.addWorkspace({ name: WORKSPACE, actions: [{ address: ADDRESS }] });
  const environment = {
    SLACK_BOT_TOKEN: 'xoxb-sandbox-bot',
    SLACK_APP_TOKEN: 'xapp-sandbox-app',
    SLACK_API_URL: slack.url,
    TFE_ADDRESS: terraform.url,
    TFE_TOKEN: 'tfe-sandbox-token',
    TF_ACTION_CONFIG: makeFolder(allowlistWith({ approval: { required: [{ from: 'sre', count: REQUIRED }] } })).file,
    DATABASE_URL: database,
    PORT: '0',
  };
  const processes = [startProcess(environment), startProcess(environment)];
  for (const one of processes) await one.writes(/"msg":"started"/);
  await slack.until(() => slack.connections === 4, { within: 30_000, what: 'four connections' });
  return { slack, terraform };
}

async function approvalsIn(database: string): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  const { rows } = await client.query("select person from decisions where kind = 'approve' order by position");
  await client.end();
  return rows.map(({ person }) => String(person));
}

if (server === undefined) process.stdout.write('left out: fifty approvers on two processes (no PostgreSQL here)\n');
else {
  test('fifty approvers press in the same instant on two processes: as many count as have to, and one run is made', async () => {
    const { url, drop } = await createTestDatabase(server, inject('postgresTemplate'));
    onTestFinished(drop);
    const { slack, terraform } = await startTwoProcesses(url);
    const seen = (what: RegExp) => () =>
      slack.sees(PEOPLE.ana, CHANNEL).findLast((message) => what.test(slack.readAloud(message)));
    await slack.says(PEOPLE.ana, CHANNEL, '/tf-action cleanup prod');
    const waiting = { within: 30_000 };
    await slack.clicks(PEOPLE.ana, 'Run it', await slack.until(seen(/Run cleanup in prod\?/), waiting));
    const request = await slack.until(seen(/Awaiting approval/), waiting);

    await Promise.all(
      APPROVERS.map((id, index) => slack.clicks(id, 'Approve', request, { asSeen: true, connection: index % 4 })),
    );
    // Those who have to wait for Slack are told so first.
    const isNotice = (shown: (typeof slack.ephemeralsEverShown)[number]): boolean =>
      /^Slack has not said yet/.test(slack.readAloud(shown));
    const told = () => slack.ephemeralsEverShown.filter((shown) => APPROVERS.includes(shown.for) && !isNotice(shown));
    await slack.until(() => told().length >= APPROVERS.length - REQUIRED, { within: 60_000, what: 'every answer' });
    await slack.until(seen(/Succeeded: cleanup in prod/), { within: 60_000, what: 'the verdict' });

    const counted = await approvalsIn(url);
    expect(new Set(counted).size).toBe(REQUIRED);
    expect(counted).toHaveLength(REQUIRED);
    expect(new Set([...counted, ...told().map((shown) => shown.for)]).size).toBe(APPROVERS.length);
    for (const shown of told()) expect(slack.readAloud(shown)).toMatch(/^This request (is|has)/);
    // Each process keeps to its own share of the rate limit. A 429 creates no run, so the call is made again.
    const created = createCalls(terraform).map(({ ended }) => ended);
    expect(created.filter((status) => status !== 429)).toEqual([201]);
    expectAtMostOneApplied(terraform);
  }, 150_000);
}
