import { expect, test } from 'vitest';
import type { Counts } from '../../src/flows/ports/counts.ts';
import type { Readings } from '../../src/http/gauges.ts';
import { openMetrics } from '../../src/http/metrics.ts';
import { readMetrics } from '../measured.ts';

const NOW = Date.UTC(2026, 10, 24, 9, 0, 0);

const counts: Counts = {
  open: [{ state: 'running', environment: 'prod', requests: 3, oldest: new Date(NOW - 90_000) }],
  unresolved: [{ environment: 'prod', requests: 1 }],
  followed: [{ connection: 'eu', runs: 3 }],
  outbox: { items: 2, oldest: new Date(NOW - 4_000) },
};

const readings: Readings = {
  ...{ now: NOW, counts, budgets: [], ready: { slack: true }, obstructed: 0, drift: [], socketConnections: 2 },
  allowlist: { hash: 'a'.repeat(64), entries: 2, faults: 0, isOlder: false },
};

const call = { headers: {}, readBody: () => Promise.resolve(Buffer.from('')) };

test('what is gone leaves no series behind: an environment, the counts while the database is away, the sockets of HTTP mode', async () => {
  let now: Readings = readings;
  const answer = openMetrics().answerWith(async () => now);
  const measure = async () => readMetrics(String((await answer(call)).body));
  const whole = await measure();
  expect(whole.value('tf_action_requests{state="running",environment="prod"}')).toBe(3);
  expect(whole.value('tf_action_oldest_request_seconds{state="running",environment="prod"}')).toBe(90);
  expect(whole.value('tf_action_runs_followed{connection="eu"}')).toBe(3);
  expect(whole.value('tf_action_outbox_age_seconds')).toBe(4);
  now = { ...readings, counts: undefined, socketConnections: undefined };
  const { text, value } = await measure();
  expect(value('tf_action_database_up')).toBe(0);
  expect(text).not.toMatch(/^tf_action_(?:requests|oldest_|unresolved|runs_followed|outbox|socket)\w*[ {]/m);
  now = { ...readings, counts: { ...counts, open: [] }, allowlist: { ...readings.allowlist, hash: 'b'.repeat(64) } };
  const later = await measure();
  expect(later.value('tf_action_database_up')).toBe(1);
  expect(later.value('tf_action_requests{state="running",environment="prod"}')).toBeUndefined();
  expect(later.text.match(/^tf_action_allowlist_info/gm)).toHaveLength(1);
});
