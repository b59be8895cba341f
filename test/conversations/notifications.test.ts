import { describe, expect, test } from 'vitest';
import type { Notifications } from '../../src/sandbox/terraform/notifications.ts';
import { type Conversation, startConversation, WORKSPACE } from '../conversation.ts';

const KEY = 'notification-key-of-the-sandbox';
const PATH = '/hcp/notifications';

const byHand = { pace: 'manual', entry: { apply: 'by_hand' }, environment: { TFE_NOTIFICATION_KEY: KEY } } as const;

const notify = (talk: Conversation, key: string = KEY): Promise<Notifications> =>
  talk.terraform.notify(WORKSPACE, { url: () => `http://127.0.0.1:${talk.port()}${PATH}`, key });

/** How often the run was read, by whoever. */
const readings = (talk: Conversation, run: string): number =>
  talk.terraform.calls.filter(({ method, path }) => method === 'GET' && path === `/api/v2/runs/${run}`).length;

/** A run that only a person can move, which is read seldom. */
async function waitsForPerson(talk: Conversation) {
  const request = await talk.asks('ana');
  await talk.thread(request, /The run was created/);
  const run = talk.terraform.runs(WORKSPACE)[0]?.id ?? '';
  talk.terraform.advanceTo(run, 'planned');
  await talk.thread(request, /Waiting for a person/);
  return { request, run };
}

describe('with notifications', () => {
  test('confirmed in HCP Terraform: read without any time passing, and said once although all is sent twice', async () => {
    const talk = await startConversation(byHand);
    const notifications = await notify(talk);
    notifications.travel('twice');
    const { request, run } = await waitsForPerson(talk);
    await talk.passes(20_000);
    await talk.stands(async () => {
      const before = readings(talk, run);
      talk.terraform.confirm(run, 'mia');
      talk.terraform.advanceTo(run, 'applying');
      await talk.until(() => readings(talk, run) > before, 'a reading');
    });
    await talk.thread(request, /mia|HCP Terraform/);
    talk.terraform.advanceTo(run, 'applied');
    await talk.thread(request, /Succeeded/);
    expect(talk.replies(request).filter((reply) => /Succeeded/.test(reply))).toHaveLength(1);
  });
});
