import { expect, test } from 'vitest';
import { ADDRESS, type Conversation, PEOPLE, startConversation, WORKSPACE } from '../conversation.ts';

const DAYS = { variable: 'days', type: 'integer', minimum: 1, maximum: 365, default: 30 };

const allowlist = JSON.stringify({
  version: 1,
  people: { devs: 'S0DEVS0001', sre: 'S0SRE00001' },
  everywhere: { organization: 'acme' },
  environments: { prod: { workspace: WORKSPACE }, stg: { workspace: WORKSPACE }, vault: { workspace: WORKSPACE } },
  actions: {
    cleanup: {
      address: ADDRESS,
      requesters: ['devs'],
      environments: { prod: null, stg: null, vault: { requesters: ['sre'] } },
      parameters: {
        older_than_days: DAYS,
        node: { variable: 'node', type: 'string', default: 'web-1' },
        note: { variable: 'note', type: 'string', min_length: 0, default: 'none' },
        force: { variable: 'force', type: 'boolean', default: false },
      },
    },
    failover: { address: 'action.aws_lambda_invoke.failover', requesters: ['sre'], environments: ['prod'] },
  },
  limits: { commands_per_minute: 1_000 },
});

/** Types a command. Returns what only this person is shown after it. */
async function tells(talk: Conversation, name: keyof typeof PEOPLE, text: string): Promise<string> {
  const before = talk.slack.ephemeralsEverShown.length;
  await talk.says(name, `/tf-action ${text}`);
  const shown = await talk.until(() => talk.slack.ephemeralsEverShown[before], `an answer to ${text}`);
  return talk.slack.readAloud(shown);
}

const PROD = /Did you mean `?\/tf-action cleanup prod`?\?/;

test('a word too many, the wrong order or a long name for an environment: ana is shown the command that she meant', async () => {
  const talk = await startConversation({ allowlist });
  for (const typed of [
    'run cleanup prod',
    'prod cleanup',
    'clenup production',
    'run clenup porduction',
    'cleanup in prod',
  ])
    expect(await tells(talk, 'ana', typed), typed).toMatch(PROD);
  for (const typed of ['cleanup production', 'cleanup prd', 'cleanup porduction', 'explain cleanup Production'])
    expect(await tells(talk, 'ana', typed), typed).toMatch(
      /There is no environment “.*” where you can run cleanup\.\nDid you mean prod\?/,
    );
  expect(await tells(talk, 'ana', 'cleanup staging')).toMatch(/Did you mean stg\?/);
  expect(await tells(talk, 'ana', 'prod')).toMatch(/“prod” is an environment.*\/tf-action cleanup prod/s);
  expect(await tells(talk, 'ana', 'explain run cleanup prod')).toMatch(PROD);
});

test('only what this person may see is suggested', async () => {
  const talk = await startConversation({ allowlist });
  for (const typed of [
    'run failover prod',
    'prod failover',
    'failover production',
    'cleanup vaultt',
    'vault cleanup',
    'vault',
  ])
    expect(await tells(talk, 'ana', typed), typed).not.toMatch(
      /Did you mean.*(failover|vault)|“vault” is an environment/,
    );
  expect(await tells(talk, 'ben', 'run failover prod')).toMatch(/Did you mean `?\/tf-action failover prod/);
  for (const typed of ['run cleanup prod', 'prod cleanup'])
    expect(await tells(talk, 'dia', typed), typed).toMatch(PROD);
  talk.slack.setUserGroup('S0DEVS0001', { users: [PEOPLE.ana] });
  await talk.passes(5_000);
  for (const typed of ['run cleanup prod', 'prod cleanup', 'cleanup production', 'prod', 'cleanup prod force'])
    expect(await tells(talk, 'dia', typed), typed).not.toMatch(/Did you mean|is an environment|has no value/);
});

test('a parameter without its value says so, however it was written', async () => {
  const talk = await startConversation({ allowlist });
  const NONE = /older_than_days has no value\. Write older_than_days=30/;
  for (const typed of [
    'older_than_days',
    'older_than_days=',
    'older_than_days =30',
    'older_than_days = 30',
    'older_than_days= 30',
    'older_than_days = 30 force=true',
    'older_than_days: 30',
    'older_than_days:30',
    '--older_than_days 30',
    'OLDER_THAN_DAYS',
  ])
    for (const command of ['', 'explain '])
      expect(await tells(talk, 'ana', `${command}cleanup prod ${typed}`), typed).toMatch(NONE);
  const told = {
    '--older_than_days=30': /Write older_than_days=30, without the dashes\./,
    '30=older_than_days': /The name comes first: older_than_days=30\./,
    'older_then_days=30': /There is no parameter “older_then_days”; did you mean older_than_days\?/,
    older_then_days: /There is no parameter “older_then_days”; did you mean older_than_days\?/,
    force: /force has no value\. Write force=true/,
    'force=true force': /force is given twice/,
    extra: /“extra” is not a parameter\. Write each parameter as name=value, and put a value with spaces in quotes\./,
    'older_than_days= 45': /older_than_days has no value\. Write older_than_days=45\./,
    '= 30': /“=” is not a parameter\./,
  };
  for (const [typed, what] of Object.entries(told))
    expect(await tells(talk, 'ana', `cleanup prod ${typed}`), typed).toMatch(what);
});

test('empty text is no value, unless the parameter has min_length: 0', async () => {
  const talk = await startConversation({ allowlist });
  for (const typed of ['node=', 'node=""', 'node=“”', "note=x node=''"])
    expect(await tells(talk, 'ana', `cleanup prod ${typed}`), typed).toMatch(
      /node has no value\. Write node=web-1, or leave it out\./,
    );
  expect(await tells(talk, 'ana', 'cleanup prod note=')).toMatch(/Run cleanup in prod\?.*note = $/ms);
});
