import { expect, inject, onTestFinished, test } from 'vitest';
import { DEMO } from '../../src/cli/demo-team.ts';
import { playStory } from '../../src/cli/play-story.ts';
import { type Demo, startDemo } from '../../src/cli/start-demo.ts';
import type { SeenMessage } from '../../src/sandbox/slack/seen-message.ts';
import type { DatabasePlace } from '../../src/store/database.ts';
import { createTestDatabase } from '../postgres.ts';

async function openDatabase(): Promise<DatabasePlace> {
  const server = inject('postgres');
  if (server === undefined) return { memory: { template: inject('databaseTemplate') } };
  const database = await createTestDatabase(server, inject('postgresTemplate'));
  onTestFinished(database.drop);
  return { databaseUrl: database.url };
}

async function openDemo(): Promise<Demo> {
  const database = await openDatabase();
  const demo = await startDemo(database);
  onTestFinished(demo.close);
  return demo;
}

/** Waits until this person sees a matching message in the channel (milliseconds of real time). */
const sees = ({ slack }: Demo, person: string, what: RegExp): Promise<SeenMessage> =>
  slack.until(() => slack.sees(person, DEMO.channel).findLast((message) => what.test(slack.readAloud(message))), {
    within: 60_000,
    what: `${person} to see ${what}`,
  });

async function askAndApprove(demo: Demo): Promise<SeenMessage> {
  const { slack } = demo;
  await slack.says(DEMO.cem, DEMO.channel, '/tf-action failover prod');
  await slack.clicks(DEMO.cem, 'Run it', await sees(demo, DEMO.cem, /Run failover in prod\?/));
  const request = await sees(demo, DEMO.ben, /Awaiting approval.*failover in prod/);
  await slack.clicks(DEMO.ben, 'Approve', request);
  await slack.clicks(DEMO.eva, 'Approve', await sees(demo, DEMO.eva, /Awaiting approval.*failover.*1 of 2/s));
  return sees(demo, DEMO.eva, /failover[\s\S]*\[Confirm and apply\]/);
}

test('the shipped allowlist and team play two approvals, Confirm and apply, and Discard', {
  timeout: 120_000,
}, async () => {
  const demo = await openDemo();
  await demo.slack.clicks(DEMO.eva, 'Confirm and apply', await askAndApprove(demo));
  await sees(demo, DEMO.cem, /Succeeded.*failover in prod/);
  await demo.slack.clicks(DEMO.eva, 'Discard', await askAndApprove(demo));
  await sees(demo, DEMO.cem, /Discarded.*failover in prod/);
});

test('the story in the terminal prints signs as a person sees them', { timeout: 120_000 }, async () => {
  const lines: string[] = [];
  expect(await playStory((await openDemo()).slack, (line) => void lines.push(line))).toBe(0);
  expect(lines.join('\n')).toMatch(/⏳ .*Awaiting approval/);
  expect(lines.join('\n')).not.toMatch(/:[a-z_]+:/);
});
