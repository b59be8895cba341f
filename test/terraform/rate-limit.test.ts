import { expect, test } from 'vitest';
import { waitOf } from '../../src/terraform/calling/rate-limit.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');

test.each([
  [{ 'x-ratelimit-reset': '0.4' }, 400],
  [{ 'retry-after': 'Tue, 24 Nov 2026 09:00:30 GMT' }, 30_000],
  [{ 'x-ratelimit-reset': String(NOW / 1_000 + 20) }, 20_000],
  [{ 'x-ratelimit-reset': String(NOW / 1_000 - 20) }, 0],
  [{ 'x-ratelimit-reset': '86400' }, 300_000],
  [{ 'x-ratelimit-reset': '99999999999999' }, 300_000],
  [{ 'x-ratelimit-reset': 'soon' }, 1_000],
])('a 429 with %j is waited for %i milliseconds', (headers: Readonly<Record<string, string>>, wait) => {
  expect(waitOf({ status: 429, text: '', json: undefined, header: (name) => headers[name] }, NOW)).toBe(wait);
});
