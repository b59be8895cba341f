import { expect, onTestFinished, test } from 'vitest';
import type { Milestone } from '../../src/domain/milestone.ts';
import { allowlistText, entryOf, newRequest, readAllowlist } from '../bench/bench-team.ts';
import { START } from '../bench/moved-clock.ts';
import { openSending, type Step } from '../bench/open-sending.ts';
import { createDatabase, engines } from '../store/stores.ts';

test('where many posts wait a thread gets what it waits for together, each post below Slack’s limit and the ending last', async () => {
  const lent = await createDatabase(engines.at(-1) ?? 'pglite');
  onTestFinished(() => lent.drop());
  const { database } = await lent.open();
  const sending = openSending(database, { seed: 7, loses: { posts: 0 } });
  const entry = entryOf(readAllowlist(allowlistText()));
  const long: Milestone = { kind: 'ending', because: 'because of a long story. '.repeat(50) };
  const at = START + 2_000;
  // The request message takes more than a second, since eight go into this channel at once.
  const steps: readonly Step[] = [
    { at, event: 'run_it', milestones: [] },
    { at: at + 1, event: 'create', milestones: [] },
    { at: at + 2, event: 'run_known', status: 'planning', milestones: Array.from({ length: 12 }, () => long) },
    { at: at + 3, event: 'verdict_succeeded', status: 'applied', milestones: [{ kind: 'settled' }] },
  ];
  for (let number = 0; number < 8; number += 1) {
    const id = sending.randomHex(16);
    const place = { id: `ws-${number}`, name: `bench-${number}`, number };
    await sending.walk(
      newRequest(entry, place, { id, token: id, state: 'unconfirmed', askedAt: new Date(START) }),
      number === 0 ? steps : steps.slice(0, 1),
    );
  }
  await sending.clock.moveTo(at + 120_000);
  await sending.stop();
  const replies = sending.slack.written.filter(({ threadTs }) => threadTs !== undefined);
  expect(replies.length).toBeGreaterThan(1);
  // With at most ten posts left, each is sent separately again.
  expect(replies.length).toBeLessThan(10);
  expect(replies[0]?.size).toBeGreaterThan(5_000);
  for (const { size } of replies) expect(size).toBeLessThan(10_000);
  const said = replies.map(({ text }) => text).join('\n');
  expect(replies.at(-1)?.text).toMatch(/\*Succeeded\*/);
  expect(said.match(/\*Succeeded\*/g)).toHaveLength(1);
});
