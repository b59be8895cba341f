import { expect, test } from 'vitest';
import { DAY, HOUR } from '../../src/domain/duration.ts';
import { DEFAULT_TOKEN } from '../../src/sandbox/terraform/server.ts';
import { makeFolder } from '../bot-process.ts';
import { allowlistWith, type Conversation, PEOPLE, startConversation, WORKSPACE } from '../conversation.ts';
import { measure } from '../measured.ts';

const ADMINS = 'C0ADMINS01';
const AN_HOUR = HOUR + 60_000;

/** A bot that tells the admin channel, and is asked nothing. */
async function startWatched(): Promise<Conversation> {
  const allowlist = JSON.parse(allowlistWith({ approval: { required: [{ from: 'sre' }] } }));
  const channels = { ...allowlist.channels, admins: ADMINS };
  const { file } = makeFolder(JSON.stringify({ ...allowlist, channels, admin_channel: 'admins' }));
  return startConversation({
    watched: file,
    before: async ({ slack }) => {
      slack.addChannel({ id: ADMINS, name: 'admins', members: [PEOPLE.ben], botIsMember: true });
    },
  });
}

const told = ({ slack }: Conversation): readonly string[] =>
  slack.sees(PEOPLE.ben, ADMINS).map((message) => slack.readAloud(message));

const readyz = async ({ port }: Conversation): Promise<string> =>
  (await fetch(`http://127.0.0.1:${port()}/readyz`)).text();

const drift = async (talk: Conversation, code: string) =>
  (await measure(talk)).value(`tf_action_drift{code="${code}"}`);

const cases = [
  {
    what: 'an emptied user group',
    code: 'group_empty',
    says: /user group @devs is empty\. Add people to it in Slack\./,
    breakIt: ({ slack }: Conversation) => void slack.setUserGroup('S0DEVS0001', { users: [] }),
    mendIt: ({ slack }: Conversation) => void slack.setUserGroup('S0DEVS0001', { users: [PEOPLE.ana] }),
  },
  {
    what: 'an action that is gone',
    code: 'address_not_listed',
    says: /workspace acme-prod has no action\.aws_lambda_invoke\.failover\./,
    breakIt: ({ terraform }: Conversation) =>
      void terraform.uploadConfiguration(WORKSPACE, [
        { address: 'action.aws_lambda_invoke.cleanup', moduleAddress: 'module.utils' },
      ]),
    mendIt: ({ terraform }: Conversation) =>
      void terraform.uploadConfiguration(WORKSPACE, [
        { address: 'action.aws_lambda_invoke.cleanup', moduleAddress: 'module.utils' },
        { address: 'action.aws_lambda_invoke.failover' },
      ]),
  },
  {
    what: 'a right that the token lost',
    code: 'cannot_confirm',
    says: /the bot's token may not apply runs in workspace acme-prod/,
    breakIt: ({ terraform }: Conversation) => terraform.issue({ token: DEFAULT_TOKEN, rights: 'plan' }),
    mendIt: ({ terraform }: Conversation) => terraform.issue({ token: DEFAULT_TOKEN, rights: 'write' }),
  },
  {
    what: 'a token with less than 7 days',
    code: 'token_expires_soon',
    says: /TFE_TOKEN expires on 2026-11-2\d\. Create a new token/,
    breakIt: ({ terraform, clock }: Conversation) =>
      terraform.issue({ token: DEFAULT_TOKEN, rights: 'write', expiresAt: new Date(clock.now() + 5 * DAY) }),
    mendIt: ({ terraform, clock }: Conversation) =>
      terraform.issue({ token: DEFAULT_TOKEN, rights: 'write', expiresAt: new Date(clock.now() + 90 * DAY) }),
  },
] as const;

test.each(cases)('$what is told once over a restart, and once when it is mended', async (one) => {
  const talk = await startWatched();
  await talk.passes(AN_HOUR);
  expect(told(talk)).toEqual([]);
  one.breakIt(talk);
  await talk.passes(AN_HOUR);
  await talk.sees('ben', one.says, ADMINS);
  await talk.restart();
  // What is found and mended after the restart shows that the rounds went on.
  talk.slack.setUserGroup('S0SRE00001', { users: [] });
  await talk.passes(AN_HOUR);
  await talk.sees('ben', /found[\s\S]*@sre is empty/, ADMINS);
  talk.slack.setUserGroup('S0SRE00001', { users: [PEOPLE.ben, PEOPLE.cem] });
  await talk.passes(AN_HOUR);
  await talk.sees('ben', /mended[\s\S]*@sre is empty/, ADMINS);
  expect(told(talk).filter((text) => one.says.test(text))).toHaveLength(1);
  expect(talk.logged.filter((line) => line.includes(`"code":"${one.code}"`))).not.toEqual([]);
  expect(await readyz(talk)).toContain(`${one.code} (1)`);
  expect(await readyz(talk)).not.toMatch(/devs|acme-prod|failover|TFE_TOKEN/);
  expect(await drift(talk, one.code)).toBe(1);
  one.mendIt(talk);
  await talk.passes(AN_HOUR);
  await talk.until(() => told(talk).filter((text) => one.says.test(text)).length === 2, 'it to be told as mended');
  expect(told(talk).at(-1)).toMatch(/^1 problem mended/);
  expect(told(talk)).toHaveLength(4);
  expect(await readyz(talk)).not.toContain('drift');
  expect(await drift(talk, one.code)).toBeUndefined();
});

test('a service that is away neither tells nor mends', async () => {
  const talk = await startWatched();
  talk.slack.setUserGroup('S0DEVS0001', { users: [] });
  await talk.passes(AN_HOUR);
  await talk.sees('ben', /is empty/, ADMINS);
  talk.slack.fault({ method: 'usergroups.list', times: 1_000, kind: 'error', error: 'internal_error' });
  talk.slack.setUserGroup('S0SRE00001', { users: [] });
  talk.terraform.uploadConfiguration(WORKSPACE, []);
  await talk.passes(2 * AN_HOUR);
  expect(told(talk)).toHaveLength(1);
  expect(await drift(talk, 'group_empty')).toBe(1);
  talk.slack.clearFaults();
  talk.slack.setUserGroup('S0DEVS0001', { users: [PEOPLE.ana] });
  await talk.passes(AN_HOUR);
  await talk.sees('ben', /Found[\s\S]*@sre is empty[\s\S]*Mended[\s\S]*@devs is empty/, ADMINS);
});
