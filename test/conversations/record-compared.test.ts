import { expect, test } from 'vitest';
import { DAY, HOUR } from '../../src/domain/duration.ts';
import { DEFAULT_TOKEN } from '../../src/sandbox/terraform/server.ts';
import { makeFolder } from '../bot-process.ts';
import { createBehind } from '../cli/reconciled.ts';
import { ADDRESS, allowlistWith, type Conversation, PEOPLE, startConversation, WORKSPACE } from '../conversation.ts';
import { measure } from '../measured.ts';

const ADMINS = 'C0ADMINS01';
const A_DAY = DAY + 4 * HOUR;

async function startWatched(): Promise<Conversation> {
  const allowlist = JSON.parse(allowlistWith());
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

const drift = async (talk: Conversation, code: string) =>
  (await measure(talk)).value(`tf_action_drift{code="${code}"}`);

const runs = ({ terraform }: Conversation) => terraform.runs(WORKSPACE);

test('a run behind the bot and a run that is gone are told once over a restart, and once when they are resolved', async () => {
  const talk = await startWatched();
  const { terraform } = talk;
  const request = await talk.asks('ana', '/tf-action cleanup prod');
  await talk.thread(request, /Succeeded|succeeded/);
  const [own] = runs(talk);
  await talk.passes(A_DAY);
  expect(told(talk)).toEqual([]);

  const behind = await createBehind(terraform, DEFAULT_TOKEN, terraform.snapshot(WORKSPACE).id, { address: ADDRESS });
  terraform.setStatus(behind, 'applied');
  terraform.deleteRun(own?.id ?? '');
  await talk.passes(A_DAY);
  await talk.sees('ben', /2 problems found in the bot's daily comparison of its record with HCP Terraform/, ADMINS);
  expect(told(talk).join()).toContain(`run ${behind}`);
  expect(told(talk).join()).toContain(`HCP Terraform does not show run ${own?.id}`);
  await talk.restart();
  // The setup's own checks neither mend nor repeat what the record's found.
  await talk.passes(A_DAY);
  expect(told(talk)).toHaveLength(1);
  const { port } = talk;
  const ready = await (await fetch(`http://127.0.0.1:${port()}/readyz`)).text();
  expect(ready).toContain('applied_without_request (1), request_without_run (1)');
  expect(ready).not.toMatch(/acme|run-/);
  expect(await drift(talk, 'applied_without_request')).toBe(1);
  expect(talk.logged.filter((line) => line.includes('daily comparison of the record found a problem'))).toHaveLength(2);

  terraform.fault({ path: /\/runs\?/, status: 503, times: Number.POSITIVE_INFINITY });
  terraform.deleteRun(behind);
  await talk.passes(A_DAY);
  expect(told(talk)).toHaveLength(1);
  expect(talk.logged.join()).toContain('a workspace could not be compared with the record');
  terraform.clearFaults();
  // What was not read is read an hour later.
  await talk.passes(3 * HOUR);
  await talk.sees('ben', /^1 problem not found any more in the bot's daily comparison/, ADMINS);
  expect(told(talk)).toHaveLength(2);
  expect(told(talk)[1]).toContain(`run ${behind}`);
  expect(await drift(talk, 'applied_without_request')).toBeUndefined();
});
