import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { isSigned } from '../../src/slack/connection/signature.ts';

const SECRET = 'signing-secret';
const BODY = Buffer.from('command=%2Ftf-action&text=cleanup+prod');
const NOW = Date.UTC(2026, 10, 24, 9);
const STAMP = String(NOW / 1_000);

const sign = (stamp: string, secret = SECRET, body = BODY): string =>
  `v0=${createHmac('sha256', secret).update(`v0:${stamp}:`).update(body).digest('hex')}`;

interface Given {
  readonly stamp?: string;
  readonly signature?: string;
  readonly now?: number;
}

const accepts = ({ stamp = STAMP, signature = sign(stamp), now = NOW }: Given = {}): boolean => {
  const headers = { 'x-slack-request-timestamp': stamp, 'x-slack-signature': signature };
  return isSigned(SECRET, { headers, readBody: async () => BODY }, BODY, now);
};

test('what Slack signed is taken', () => {
  expect(accepts()).toBe(true);
});

test('a signature of which one digit differs is refused, wherever that digit stands', () => {
  const good = sign(STAMP);
  for (let place = 'v0='.length; place < good.length; place += 1) {
    const other = good.charAt(place) === '0' ? '1' : '0';
    const signature = `${good.slice(0, place)}${other}${good.slice(place + 1)}`;
    expect(accepts({ signature }), `digit ${place}`).toBe(false);
  }
});

test('another secret, body or time under the same signature is refused', () => {
  expect(accepts({ signature: sign(STAMP, 'another-secret') })).toBe(false);
  expect(accepts({ signature: sign(STAMP, SECRET, Buffer.from('another body')) })).toBe(false);
  expect(accepts({ stamp: String(Number(STAMP) - 1), signature: sign(STAMP) })).toBe(false);
});

test.each([
  [300, true],
  [301, false],
  [-60, true],
  [-61, false],
])('signed %i seconds ago: %s', (seconds, isTaken) => {
  expect(accepts({ now: NOW + seconds * 1_000 })).toBe(isTaken);
});

test.each(['', '1e9', '-5', ' 1', '0x10', '9999999999999'])('a time that is written as %j is refused', (stamp) => {
  expect(accepts({ stamp, now: Number(stamp) * 1_000 })).toBe(false);
});
