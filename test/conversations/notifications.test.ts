import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { SeenMessage } from '../../src/sandbox/slack/seen-message.ts';
import type { Notifications } from '../../src/sandbox/terraform/notifications.ts';
import { type Conversation, type Setting, startConversation, WORKSPACE } from '../conversation.ts';

const KEY = 'notification-key-of-the-sandbox';

const byHand: Setting = { pace: 'manual', entry: { apply: 'by_hand' }, environment: { TFE_NOTIFICATION_KEY: KEY } };

const addressOf = (talk: Conversation): string => `http://127.0.0.1:${talk.port()}/hcp/notifications`;

const notify = (talk: Conversation, key: string = KEY): Promise<Notifications> =>
  talk.terraform.notify(WORKSPACE, { url: () => addressOf(talk), key });

/** How many times the run was read, for any reason. */
const readings = (talk: Conversation, run: string): number =>
  talk.terraform.calls.filter(({ method, path }) => method === 'GET' && path.startsWith(`/api/v2/runs/${run}?`)).length;

const endings = (talk: Conversation, request: SeenMessage): readonly string[] =>
  talk.replies(request).filter((reply) => /Succeeded|Failed|Canceled|Discarded/.test(reply));

const saysOfRun = (run: string, status: string): string =>
  JSON.stringify({
    payload_version: 1,
    run_id: run,
    notifications: [{ trigger: 'run:completed', run_status: status, run_updated_at: '2019-01-25T18:37:04.000Z' }],
  });

/** A run that only a person can move, so it is polled rarely. */
async function waitsForPerson(talk: Conversation) {
  const request = await talk.asks('ana');
  await talk.thread(request, /The run was created/);
  const run = talk.terraform.runs(WORKSPACE)[0]?.id ?? '';
  talk.terraform.advanceTo(run, 'planned');
  await talk.thread(request, /Waiting for a person/);
  return { request, run };
}

describe('a run of which HCP Terraform notifies', () => {
  test('confirmed there by mia: read before any time passes, and what is sent twice is said once', async () => {
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
    await talk.thread(request, /Confirmed in HCP Terraform/);
    talk.terraform.advanceTo(run, 'applied');
    await talk.thread(request, /Succeeded/);
    for (const { body } of notifications.sent) expect(await notifications.send(body)).toBe(200);
    expect(endings(talk, request)).toHaveLength(1);
  });

  test('a hundred hints in one second are one reading, and one more after the last of them', async () => {
    const talk = await startConversation(byHand);
    const notifications = await notify(talk);
    const { run } = await waitsForPerson(talk);
    const hint = notifications.sent.at(-1)?.body ?? '';
    await talk.passes(20_000);
    const before = readings(talk, run);
    await talk.stands(async () => {
      const answers = await Promise.all(Array.from({ length: 100 }, () => notifications.send(hint)));
      expect(new Set(answers)).toEqual(new Set([200]));
      await talk.until(() => readings(talk, run) > before, 'a reading');
    });
    expect(readings(talk, run) - before).toBe(1);
    await talk.until(() => readings(talk, run) - before > 1, 'one more');
    await talk.passes(20_000);
    // The watcher polls too, a few times in these seconds.
    expect(readings(talk, run) - before).toBeLessThan(12);
  });

  test('all of them lost: polling alone suffices', async () => {
    const talk = await startConversation({ environment: { TFE_NOTIFICATION_KEY: KEY } });
    const notifications = await notify(talk);
    notifications.travel('lost');
    const request = await talk.asks('ana');
    await talk.thread(request, /Succeeded/);
    expect(notifications.sent.map(({ status }) => status)).not.toContain(200);
    expect(notifications.sent.length).toBeGreaterThan(3);
  });

  test('late, in reverse, long over, or signed but untrue: what the run itself says holds, and it is said once', async () => {
    const talk = await startConversation(byHand);
    const notifications = await notify(talk);
    notifications.travel('held');
    const { request, run } = await waitsForPerson(talk);
    await talk.passes(20_000);
    await talk.stands(async () => {
      const before = readings(talk, run);
      for (const status of ['applied', 'errored', 'canceled', 'of_next_year'])
        expect(await notifications.send(saysOfRun(run, status))).toBe(200);
      await talk.until(() => readings(talk, run) > before, 'a reading');
    });
    await talk.passes(20_000);
    expect(talk.read(request)).toMatch(/Running/);
    talk.terraform.confirm(run, 'mia');
    talk.terraform.advanceTo(run, 'applied');
    await talk.thread(request, /Succeeded/);
    const before = readings(talk, run);
    for (const { body } of [...notifications.sent].reverse()) expect(await notifications.send(body)).toBe(200);
    await talk.passes(20_000);
    expect(readings(talk, run), 'a run that has ended is read no more').toBe(before);
    expect(endings(talk, request)).toHaveLength(1);
  });
});

describe('what anybody can post', () => {
  test('forged: 401, one line in the log, and HCP Terraform is asked nothing; a renewed key holds without a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tf-action-key-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'key');
    writeFileSync(file, `${KEY}\n`);
    const talk = await startConversation({ ...byHand, environment: { TFE_NOTIFICATION_KEY_FILE: file } });
    const notifications = await notify(talk);
    const { run } = await waitsForPerson(talk);
    const body = notifications.sent.at(-1)?.body ?? '';
    const forgeries = [
      { key: 'key-of-somebody-else' },
      { signature: () => undefined },
      { signature: (good: string) => good.toUpperCase() },
      { signature: () => createHmac('sha512', KEY).update('another body').digest('hex') },
      { body: (signed: string) => signed.replace('needs_attention', 'completed') },
      { body: (signed: string) => `${signed} ` },
    ];
    await talk.stands(async () => {
      const before = talk.terraform.calls.length;
      for (const forgery of forgeries) expect(await notifications.send(body, forgery)).toBe(401);
      expect(talk.terraform.calls.length).toBe(before);
    });
    expect(talk.logged.filter((line) => /not signed with our key/.test(line))).toHaveLength(1);
    await talk.passes(20_000);
    writeFileSync(file, 'renewed-notification-key\n');
    await talk.stands(async () => {
      const before = readings(talk, run);
      expect(await notifications.send(body, { key: 'renewed-notification-key' })).toBe(200);
      await talk.until(() => readings(talk, run) > before, 'a reading');
      expect(await notifications.send(body)).toBe(401);
    });
    expect(talk.logged.join('')).not.toMatch(/renewed-notification-key|notification-key-of/);
  });

  test('of no open request, of no shape we know, or only to try: answered, and HCP Terraform is asked nothing', async () => {
    const talk = await startConversation({ mode: 'http', environment: { TFE_NOTIFICATION_KEY: KEY } });
    const notifications = await notify(talk);
    const other = talk.terraform.startOtherRun(WORKSPACE, { by: 'mia' });
    await talk.until(() => talk.terraform.run(other).status === 'planned', 'the run of mia');
    await talk.until(() => notifications.sent.every(({ status }) => status === 200), 'its notifications');
    for (const body of [
      '',
      '[]',
      '{"payload_version":"9"}',
      saysOfRun('run-1', 'applied'),
      saysOfRun(other, 'applied'),
    ])
      expect(await notifications.send(body), body).toBe(200);
    expect(talk.terraform.calls).toEqual([]);
    expect(talk.logged.join('')).toMatch(/HCP Terraform tried the notifications/);
    expect((await fetch(addressOf(talk))).status).toBe(405);
  });

  test('without a key nothing is served there; with one what is measured is not served beside it', async () => {
    const withKey = await startConversation({ environment: { TFE_NOTIFICATION_KEY: KEY } });
    const without = await startConversation();
    await expect(notify(without)).rejects.toThrow('404');
    const metrics = async (talk: Conversation): Promise<number> =>
      (await fetch(`http://127.0.0.1:${talk.port()}/metrics`)).status;
    expect([await metrics(withKey), await metrics(without)]).toEqual([404, 200]);
  });
});
