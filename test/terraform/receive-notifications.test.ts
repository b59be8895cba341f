import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import type { AnswerCall } from '../../src/flows/ports/incoming-call.ts';
import { serve } from '../../src/http/server.ts';
import {
  LONGEST_NOTIFICATION,
  type NotificationParts,
  receiveNotifications,
} from '../../src/terraform/receive-notifications.ts';
import { type HandClock, startHandClock, until } from './hand-clock.ts';
import { secret } from './scripted-server.ts';

const KEY = 'key-of-the-notifications';
const RUN = JSON.stringify({ payload_version: 1, run_id: 'run-1', notifications: [{ trigger: 'run:applying' }] });
const sign = (body: string | Buffer, key = KEY): string => createHmac('sha512', key).update(body).digest('hex');

interface Sent {
  readonly signature?: string;
  readonly method?: string;
  readonly isPart?: true;
}

interface Receiving {
  readonly clock: HandClock;
  readonly fates: readonly string[];
  readonly hints: readonly string[];
  readonly said: readonly { readonly message: string; readonly times: unknown }[];
  /** Posts exactly this body and returns the status. `isPart` does not end the call. */
  post(body: string | Buffer, more?: Sent): Promise<number>;
  /** Starts to post a partial body and can leave before its end. */
  begin(part: string): { readonly leave: () => void };
}

async function startReceiving(parts: Partial<NotificationParts> = {}): Promise<Receiving> {
  const clock = startHandClock();
  const fates: string[] = [];
  const hints: string[] = [];
  const said: { message: string; times: unknown }[] = [];
  const say = (facts: Readonly<Record<string, unknown>>, message: string): void =>
    void said.push({ message, times: facts.times });
  const hint = async (runId: string): Promise<boolean> => {
    hints.push(runId);
    return runId === 'run-1';
  };
  const log = { debug: say, info: say, warn: say };
  const answer = receiveNotifications({
    ...{ key: secret(KEY), clock, log, hint },
    count: (fate) => void fates.push(fate),
    ...parts,
  });
  const port = await listenOn(answer, clock);
  const headersOf = (signature: string) => ({ 'x-tfe-notification-signature': signature });
  return {
    begin: (part) => {
      const outgoing = request({ port, path: '/', method: 'POST', headers: headersOf(sign(part)), agent: false });
      outgoing.on('error', () => undefined);
      outgoing.write(part);
      return { leave: () => void outgoing.destroy() };
    },
    ...{ clock, fates, hints, said },
    post: (body, { signature = sign(body), method = 'POST', isPart } = {}) =>
      new Promise((resolve, reject) => {
        const outgoing = request(
          { port, path: '/', method, headers: headersOf(signature), agent: false },
          (incoming) => {
            incoming.resume();
            resolve(incoming.statusCode ?? 0);
          },
        );
        onTestFinished(() => void outgoing.destroy());
        outgoing.on('error', reject);
        if (isPart) outgoing.write(body);
        else outgoing.end(body);
      }),
  };
}

async function listenOn(answer: AnswerCall, clock: HandClock): Promise<number> {
  const route = { method: 'POST', longestBody: LONGEST_NOTIFICATION, answer } as const;
  const server = await serve({ '/': route }, 0, { clock, log: { error: () => undefined } });
  onTestFinished(() => server.close());
  return server.port;
}

test('of a signed delivery the id of the run is all that counts, whatever else is in it', async () => {
  const receiving = await startReceiving();
  const bodies = {
    hinted: [RUN, JSON.stringify({ payload_version: '7', run_id: 'run-1', notifications: 'many' })],
    verified: [JSON.stringify({ run_id: null, notifications: [{ trigger: 'verification' }] })],
    ignored: [
      JSON.stringify({ run_id: 'run-of-somebody-else' }),
      JSON.stringify({ payload_version: '2', trigger_scope: 'assessment', trigger: 'assessment:drifted' }),
      ...['', 'no JSON', 'null', '[]', '7', '{"run_id":7}', '{"run_id":"run-\\u0000"}', '{"run_id":"../../x"}'],
      `{"run_id":"${'r'.repeat(10_000)}"}`,
      '{"__proto__":{"run_id":"run-1"},"notifications":[null,{"trigger":{}}]}',
      '['.repeat(100_000),
    ],
  };
  for (const [fate, all] of Object.entries(bodies)) {
    for (const body of all) {
      expect(await receiving.post(body), body.slice(0, 60)).toBe(200);
      expect(receiving.fates.at(-1), body.slice(0, 60)).toBe(fate);
    }
  }
  expect(receiving.hints).toEqual(['run-1', 'run-1', 'run-of-somebody-else']);
});

test('what is signed by nobody, by another, over another body or in capitals is refused, and said once a minute', async () => {
  const receiving = await startReceiving();
  const good = sign(RUN);
  const signatures = ['', 'x', good.toUpperCase(), good.slice(1), `${good}0`, ` ${good}0`, `${good}, ${good}`];
  const forged = [...signatures, sign(RUN, 'another-key'), sign(`${RUN} `), sign('')];
  for (const signature of forged) expect(await receiving.post(RUN, { signature }), signature).toBe(401);
  expect(receiving.hints).toEqual([]);
  expect(receiving.fates).toEqual(forged.map(() => 'refused'));
  expect(receiving.said.map(({ times }) => times)).toEqual([1]);
  receiving.clock.jump(60_000);
  expect(await receiving.post(RUN, { signature: '' })).toBe(401);
  expect(receiving.said.map(({ times }) => times)).toEqual([1, forged.length]);
});

test('a signature of which one digit differs is refused, wherever that digit stands', async () => {
  const receiving = await startReceiving();
  const good = sign(RUN);
  for (const place of good.split('').keys()) {
    const other = good.charAt(place) === '0' ? '1' : '0';
    const signature = `${good.slice(0, place)}${other}${good.slice(place + 1)}`;
    expect(await receiving.post(RUN, { signature }), `digit ${place}`).toBe(401);
  }
  expect(receiving.hints).toEqual([]);
  expect(await receiving.post(RUN)).toBe(200);
});

test('what is too long or does not arrive is not waited for, and another method is not taken', async () => {
  const receiving = await startReceiving();
  const long = Buffer.alloc(256 * 1024 + 1, ' ');
  expect(await receiving.post(long)).toBe(413);
  expect(await receiving.post(long, { isPart: true }), 'whose length was not said').toBe(413);
  const slow = receiving.post(RUN.slice(0, 10), { isPart: true });
  await receiving.clock.pass(10_000);
  expect(await slow).toBe(408);
  expect(receiving.clock.timers()).toEqual([]);
  expect(await receiving.post('', { method: 'GET' })).toBe(405);
  expect(await receiving.post(RUN, { method: 'PUT' })).toBe(405);
  expect(receiving.hints).toEqual([]);
  expect(await receiving.post(`${RUN}${' '.repeat(200 * 1024)}`)).toBe(200);
});

test('a key that was renewed is read when a signature does not hold, at most once in a second', async () => {
  let [now, file, reads] = [KEY, KEY, 0];
  const reread = (): boolean => {
    reads += 1;
    const changed = file !== now;
    now = file;
    return changed;
  };
  const receiving = await startReceiving({ key: { current: () => now, reread } });
  for (let count = 0; count < 20; count += 1) await receiving.post(RUN, { signature: sign(RUN, 'another-key') });
  expect(reads).toBe(1);
  file = 'renewed-key';
  expect(await receiving.post(RUN, { signature: sign(RUN, file) })).toBe(401);
  receiving.clock.jump(1_000);
  expect(await receiving.post(RUN, { signature: sign(RUN, file) })).toBe(200);
  expect(await receiving.post(RUN)).toBe(401);
});

test('where the record cannot be asked HCP Terraform is told so, and the log once a minute', async () => {
  const receiving = await startReceiving({ hint: () => Promise.reject(new Error('no database')) });
  expect(await receiving.post(RUN)).toBe(503);
  expect(await receiving.post(RUN)).toBe(503);
  expect(receiving.fates).toEqual(['failed', 'failed']);
  expect(receiving.said).toHaveLength(1);
});

test('a caller who goes away before the end leaves nothing behind', async () => {
  const receiving = await startReceiving();
  const { leave } = receiving.begin(RUN.slice(0, 10));
  await until(() => receiving.clock.timers().length === 1, 'the body to be waited for');
  leave();
  await until(() => receiving.fates.length === 1, 'the end');
  expect(receiving.fates).toEqual(['refused']);
  expect(receiving.clock.timers()).toEqual([]);
});
