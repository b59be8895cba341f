import pg from 'pg';
import { expect, test } from 'vitest';
import type { Call } from '../../src/sandbox/slack/calls.ts';
import { ADDRESS, type Conversation, PEOPLE, startConversation } from '../conversation.ts';

const CHANNELS = Array.from({ length: 20 }, (_, index) => `C0MANY${String(index).padStart(4, '0')}`);
const PLACES = Array.from({ length: 100 }, (_, index) => ({
  environment: `e${index}`,
  channel: CHANNELS[index % CHANNELS.length] ?? '',
}));
const ASKING = ['ana', 'ben', 'cem', 'dia'] as const;

const allowlist = JSON.stringify({
  version: 1,
  everywhere: { organization: 'acme', requesters: ['everyone'] },
  environments: Object.fromEntries(
    PLACES.map(({ environment }) => [environment, { workspace: `acme-${environment}` }]),
  ),
  actions: { cleanup: { address: ADDRESS, environments: PLACES.map(({ environment }) => environment) } },
});

/**
 * Slack's limits as the bot keeps them: a burst (of 50 redraws, five are reserved for clicks), and one more per
 * interval (milliseconds).
 */
const REDRAWS = { size: 45, refill: 1_200 };
const POSTS = { size: 20, refill: 250 };
/** The goal: no message is wrong for longer than this after its end, unless Slack's limits force it (milliseconds). */
const IN_TIME = 10_000;

/** The earliest possible times to report these ends, one call each, in their order. */
function earliest(ends: readonly number[], { size, refill }: typeof REDRAWS): readonly number[] {
  let [left, at] = [size, ends[0] ?? 0];
  return ends.map((end) => {
    const now = Math.max(at, end);
    left = Math.min(size, left + (now - at) / refill);
    at = left >= 1 ? now : now + (1 - left) * refill;
    left = Math.max(0, left - 1);
    return at;
  });
}

async function askAll(talk: Conversation): Promise<void> {
  await Promise.all(
    ASKING.map(async (name, index) => {
      for (const { environment, channel } of PLACES.filter((_, position) => position % ASKING.length === index)) {
        await talk.says(name, `/tf-action cleanup ${environment}`, channel);
        const confirmation = await talk.sees(name, new RegExp(`Run cleanup in ${environment}\\?`), channel);
        await talk.clicks(name, 'Run it', confirmation);
        const isConfirmed = (): boolean =>
          !talk.slack
            .sees(PEOPLE[name], channel)
            .some(
              (seen) => seen.isEphemeral && new RegExp(`cleanup in ${environment}\\?`).test(talk.slack.readAloud(seen)),
            );
        // Asking again would replace an unconfirmed request.
        await talk.until(isConfirmed, `${environment} to be confirmed`);
      }
    }),
  );
}

const written = ({ slack }: Conversation): readonly Call[] =>
  slack.calls.filter(({ method, status }) => /^chat\.(postMessage|update)$/.test(method) && status === 200);

const endings = (talk: Conversation): readonly Call[] =>
  written(talk).filter(
    ({ arguments: given }) => given.thread_ts !== undefined && /\*Succeeded\*/.test(String(given.text)),
  );

interface Ended {
  readonly environment: string;
  readonly at: number;
  readonly ts: string;
  readonly channel: string;
}

/** When each request ended according to the record, in this order. */
async function readEnds(databaseUrl: string): Promise<readonly Ended[]> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  const { rows } = await client.query(
    'select environment, settled_at, message_ts, channel from requests order by settled_at',
  );
  await client.end();
  return rows.map((row) => ({
    environment: row.environment,
    at: row.settled_at.getTime(),
    ts: row.message_ts,
    channel: row.channel,
  }));
}

test('a hundred requests at once in twenty channels: every message is right and every requester told within 10 s of the end, or as soon as Slack takes it', async () => {
  const talk = await startConversation({
    allowlist,
    terraform: { pace: { planning: 15_000, applying: 30_000, step: 1_000 } },
  });
  for (const id of CHANNELS) {
    talk.slack.addChannel({ id, name: id.toLowerCase(), members: Object.values(PEOPLE), botIsMember: true });
  }
  for (const { environment } of PLACES) {
    talk.terraform.addWorkspace({
      name: `acme-${environment}`,
      actions: [{ address: 'action.aws_lambda_invoke.cleanup', moduleAddress: 'module.utils' }],
    });
  }
  await askAll(talk);
  for (let told = 10; told <= 100; told += 10) await talk.until(() => endings(talk).length >= told, `${told} endings`);
  const right = (): number =>
    CHANNELS.flatMap((channel) => talk.slack.sees(PEOPLE.ben, channel)).filter((seen) =>
      /^:white_check_mark: Succeeded: cleanup in e\d+[\s\S]*Asked by/.test(talk.slack.readAloud(seen)),
    ).length;
  for (let shown = 80; shown <= 100; shown += 4) await talk.until(() => right() >= shown, `${shown} right messages`);
  if (talk.databaseUrl === undefined) return;
  const ends = await readEnds(talk.databaseUrl);
  const redrawn = earliest(
    ends.map(({ at }) => at),
    REDRAWS,
  );
  const mentioned = earliest(
    ends.map(({ at }) => at),
    POSTS,
  );
  const calls = written(talk);
  const late = ends.flatMap(({ environment, at, ts, channel }, index) => {
    const shown = calls.find(
      ({ arguments: given, answer }) =>
        given.channel === channel && (given.ts ?? answer?.ts) === ts && /^Succeeded:/.test(String(given.text)),
    );
    const told = endings(talk).find(({ arguments: given }) => given.channel === channel && given.thread_ts === ts);
    const after = { shown: (shown?.at ?? Number.NaN) - at, told: (told?.at ?? Number.NaN) - at };
    const allowed = { shown: (redrawn[index] ?? 0) - at + IN_TIME, told: (mentioned[index] ?? 0) - at + IN_TIME };
    return after.shown <= allowed.shown && after.told <= allowed.told ? [] : [{ environment, after, allowed }];
  });
  process.stdout.write(
    `ends within ${((ends.at(-1)?.at ?? 0) - (ends[0]?.at ?? 0)) / 1_000} s; the limits alone delay a redraw by up to ${Math.max(...ends.map(({ at }, index) => (redrawn[index] ?? 0) - at)) / 1_000} s\n`,
  );
  expect(late).toEqual([]);
  const redraws = calls.filter(({ method }) => method === 'chat.update');
  const ofDigests = redraws.filter(({ arguments: given }) => !ends.some(({ ts }) => ts === given.ts));
  expect(ofDigests.length).toBeLessThanOrEqual(redraws.length / 10);
}, 400_000);
