import { describe, expect, test } from 'vitest';
import { endAgainAfter, mayEnd } from '../../src/domain/end-again.ts';
import type { EndSent } from '../../src/domain/request.ts';

const AT = new Date('2026-03-02T03:00:00.000Z');
const sent = (more: Partial<EndSent> = {}): EndSent => ({ act: 'cancel', at: AT, times: 1, ...more });
const later = (seconds: number): number => AT.getTime() + seconds * 1_000;
const applying = { status: 'applying' };
const pending = { status: 'pending' };

describe('a run is ended', () => {
  test('at once where nothing was sent, or only the other call', () => {
    expect(mayEnd('cancel', applying, undefined, later(0))).toBe(true);
    expect(mayEnd('cancel', applying, sent({ act: 'discard', accepted: true }), later(1))).toBe(true);
  });

  test('again only after 10 s, and then half as often each time, at the least every minute', () => {
    expect(mayEnd('cancel', applying, sent(), later(9))).toBe(false);
    expect(mayEnd('cancel', applying, sent(), later(10))).toBe(true);
    expect([1, 2, 3, 4, 50].map((times) => endAgainAfter(sent({ times })) / 1_000)).toEqual([10, 20, 40, 60, 60]);
  });

  test('never by a second cancel while HCP Terraform shows the first, whoever sent that', () => {
    const canceled = { ...applying, canceledAt: AT };
    expect(mayEnd('cancel', canceled, undefined, later(3_600))).toBe(false);
    expect(mayEnd('discard', canceled, undefined, later(3_600))).toBe(true);
  });

  test.each(['planning', 'applying', 'a status that nobody has told us of'])(
    'never by a second cancel that was accepted before, while Terraform may work on it: %s',
    (status) => {
      expect(mayEnd('cancel', { status }, sent({ accepted: true }), later(3_600))).toBe(false);
      expect(mayEnd('cancel', pending, sent({ accepted: true }), later(10))).toBe(true);
    },
  );
});
