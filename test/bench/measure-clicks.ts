import { startSlack } from '../../src/sandbox/slack/server.ts';
import type { SlackSandbox } from '../../src/sandbox/slack/slack-sandbox.ts';
import { startTerraform, type TerraformSandbox } from '../../src/sandbox/terraform/server.ts';
import { ANA, allowlistText } from './bench-team.ts';
import { type BenchDatabase, loadBot } from './bot-process.ts';
import { ADDRESS } from './fake-runs.ts';
import { SIGNING_SECRET } from './fake-slack.ts';

/**
 * Channels and workspaces take turns, since a channel accepts one message per second and a workspace one run at a time.
 */
const PLACES = 50;
/**
 * The interval at which no limit delays anything: a request needs about eight of HCP Terraform's 20 calls per second,
 * and one reading of its channel, of which Slack allows 50 per minute (milliseconds).
 */
const APART = 1_300;

const channelOf = (place: number): string => `C0BENCH${String(place).padStart(4, '0')}`;
const environmentOf = (place: number): string => `prod-${place}`;
const workspaceOf = (place: number): string => `bench-${place}`;

/** The time from each click on Run it to the call that creates its run (milliseconds). */
export async function measureClicks(database: BenchDatabase, presses: number): Promise<readonly number[]> {
  let port = 0;
  const mode = { eventsUrl: () => `http://127.0.0.1:${port}/slack/events`, signingSecret: SIGNING_SECRET };
  const slack = await startSlack({ rateLimits: 'off', mode });
  const terraform = await startTerraform({ pace: 'manual' });
  const places = Array.from({ length: PLACES }, (_, place) => place);
  slack.addPerson({ id: ANA, name: 'ana' });
  for (const place of places) {
    slack.addChannel({ id: channelOf(place), name: `ops-${place}`, members: [ANA], botIsMember: true });
    terraform.addWorkspace({ name: workspaceOf(place), actions: [{ address: ADDRESS }] });
  }
  const bot = await loadBot();
  port = await bot.start({
    database: database.place,
    allowlist: allowlistText({
      environments: Object.fromEntries(
        places.map((place) => [environmentOf(place), { workspace: workspaceOf(place) }]),
      ),
      actions: { cleanup: { address: ADDRESS, environments: places.map(environmentOf) } },
      limits: { commands_per_minute: 1_000, open: 1_000 },
    }),
    variables: {
      SLACK_BOT_TOKEN: 'xoxb-sandbox-bot',
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_API_URL: slack.url,
      TFE_ADDRESS: terraform.url,
      TFE_TOKEN: 'tfe-sandbox-token',
    },
  });
  const waits: number[] = [];
  try {
    // The first ones start with cold caches.
    for (let press = 0; press < presses + 3; press += 1) {
      const began = performance.now();
      const wait = await pressOnce(slack, terraform, press % PLACES);
      if (press >= 3) waits.push(wait);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, began + APART - performance.now())));
    }
    return waits;
  } finally {
    await bot.stop();
    await Promise.all([slack.close(), terraform.close()]);
  }
}

/** Ana asks and clicks Run it. Her run is discarded as soon as it exists, so that it does not block the next one. */
async function pressOnce(slack: SlackSandbox, terraform: TerraformSandbox, place: number): Promise<number> {
  const channel = channelOf(place);
  const before = terraform.runs(workspaceOf(place)).length;
  await slack.says(ANA, channel, `/tf-action cleanup ${environmentOf(place)}`);
  const confirmation = await slack.until(
    () =>
      slack
        .sees(ANA, channel)
        .findLast((message) => message.isEphemeral && /Run cleanup/.test(slack.readAloud(message))),
    { what: 'the confirmation' },
  );
  const arrived = new Promise<number>((resolve) => {
    const unsubscribe = terraform.subscribe(() => {
      const runs = terraform.runs(workspaceOf(place));
      if (runs.length === before) return;
      unsubscribe();
      resolve(performance.now());
    });
  });
  const began = performance.now();
  await slack.clicks(ANA, 'Run it', confirmation);
  const at = await arrived;
  const [newest] = terraform.runs(workspaceOf(place));
  if (newest !== undefined) terraform.setStatus(newest.id, 'discarded');
  return at - began;
}
