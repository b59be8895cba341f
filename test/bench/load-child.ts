import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { CHANNEL, TEAM } from './bench-team.ts';
import { SIGNING_SECRET } from './fake-slack.ts';
import type { Load, Loaded } from './load-process.ts';

/** Types slash commands at a steady rate without waiting for acknowledgements, like people. */
const agent = new Agent({ keepAlive: true, maxSockets: 1_000 });

/** Slack shows an error earlier. This waits a little longer for an acknowledgement (milliseconds). */
const GIVE_UP = 10_000;

function sendOne(
  load: Load,
  number: number,
  began: number,
  latencies: number[],
  failures: Map<string, number>,
): Promise<void> {
  const body = new URLSearchParams({
    ...{ team_id: TEAM, channel_id: CHANNEL, channel_name: 'prod-ops', command: '/tf-action', text: load.text },
    user_id: `U0${String(number % load.people).padStart(8, '0')}`,
    user_name: 'somebody',
    trigger_id: `${began}.${number}`,
    response_url: load.responseUrl,
    api_app_id: 'A0TFACTION',
    is_enterprise_install: 'false',
  }).toString();
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signature = createHmac('sha256', SIGNING_SECRET).update(`v0:${timestamp}:${body}`).digest('hex');
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': String(Buffer.byteLength(body)),
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${signature}`,
  };
  const due = began + (number * 1_000) / load.perSecond;
  return new Promise((resolve) => {
    const fail = (why: string): void => {
      failures.set(why, (failures.get(why) ?? 0) + 1);
      resolve();
    };
    const outgoing = request(load.url, { method: 'POST', headers, agent, timeout: GIVE_UP }, (incoming) => {
      incoming.resume();
      incoming.once('end', () => {
        if (incoming.statusCode !== 200) return fail(`status ${incoming.statusCode}`);
        latencies.push(performance.now() - due);
        resolve();
      });
    });
    outgoing.once('timeout', () => outgoing.destroy(new Error('no answer in 10 s')));
    outgoing.once('error', (error) => fail(error.message));
    outgoing.end(body);
  });
}

async function generate(load: Load): Promise<Loaded> {
  const latencies: number[] = [];
  const failures = new Map<string, number>();
  const all: Promise<void>[] = [];
  const total = load.perSecond * load.seconds;
  const began = performance.now();
  while (all.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - began) / 1_000) * load.perSecond) + 1);
    while (all.length < due) all.push(sendOne(load, all.length, began, latencies, failures));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(all);
  return { latencies, failures: [...failures] };
}

process.once('message', (load: Load) => {
  void generate(load).then((loaded) => process.send?.(loaded, () => process.exit(0)));
});
