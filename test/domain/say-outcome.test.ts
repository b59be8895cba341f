import { describe, expect, test } from 'vitest';
import type { EndingReason } from '../../src/domain/outcome.ts';
import type { ActionRequest } from '../../src/domain/request.ts';
import { endingAs, reasonOf } from '../../src/domain/say-ending.ts';
import { endedAs, saidOf, sayOutcome } from '../../src/domain/say-outcome.ts';
import { plainText, type Sentence } from '../../src/domain/sentence.ts';
import { UNKNOWN_VERDICT } from '../../src/domain/verdict.ts';
import { endings, outcomes } from '../slack/hostile-messages.ts';

const TYPED = '@S0EVIL0001 @U0EVIL0001 #C0EVIL0001';

/** What the previous release turns into mentions in the sentences that it reads. */
const mentionedByEarlier = (stored: string): readonly string[] =>
  stored.match(/@[UWS][A-Z0-9]{2,}\b|#[CG][A-Z0-9]{2,}\b/g) ?? [];
const named = (said: Sentence): readonly string[] => said.flatMap((part) => ('id' in part ? [plainText([part])] : []));

describe('the release after this one', () => {
  test('may store kinds that this one has no words for: its own sentences are said', () => {
    const stored = { outcome: 'It moved.', hint: 'Look there.' };
    // A kind of a later release, which this one's types do not have.
    const later = (ended: object): ActionRequest => Object.assign({}, stored, { ended }) as unknown as ActionRequest;
    const why = { kind: 'moved' };
    const unknown = [
      { kind: 'moved' },
      { kind: 'ended_with_run', why },
      { kind: 'ended_without_run', why: { kind: 'stale', because: why } },
      { kind: 'ended_without_run', why: { kind: 'late', late: 'moved' } },
      { kind: 'run_ended', how: 'moved' },
      { kind: 'verdict', verdict: UNKNOWN_VERDICT, status: 'canceled', canceled: why },
      { kind: 'preview_failed', because: why },
    ];
    for (const ended of unknown) expect(plainText(saidOf(later(ended))?.sentence ?? '')).toBe('It moved.');
    // Also a kind of a later release.
    const ending = { state: 'voided', because: 'It moved', why: why as unknown as EndingReason } as const;
    expect(reasonOf(ending)).toEqual({ kind: 'said', said: 'It moved' });
  });
});

describe('the release before this one', () => {
  test('finds in its sentences whom we name, and nobody who was only typed', () => {
    for (const outcome of outcomes(TYPED)) {
      const { sentence, hint } = sayOutcome(outcome);
      const stored = endedAs(outcome);
      expect(mentionedByEarlier(stored.outcome ?? ''), outcome.kind).toEqual(named(sentence));
      expect(mentionedByEarlier(stored.hint ?? ''), outcome.kind).toEqual([]);
      expect(stored.hint === undefined, outcome.kind).toBe(hint === undefined);
    }
    for (const why of endings(TYPED)) {
      expect(mentionedByEarlier(endingAs('voided', why).because), why.kind).not.toContain('@S0EVIL0001');
    }
  });

  test('what it stored is said to the letter, and mentions nobody', () => {
    const said = saidOf({ outcome: '@U0BEN00001 denied it.', hint: 'Ask @S0SRE00001.' });
    expect(said && named(said.sentence)).toEqual([]);
    expect(plainText(said?.sentence ?? '')).toBe('@U0BEN00001 denied it.');
    expect(plainText(said?.hint ?? '')).toBe('Ask @S0SRE00001.');
    expect(saidOf({})).toBeUndefined();
  });

  test('an ending that it decided is told by its person where it has one, else by its sentence', () => {
    const because = '@U0BEN00001 canceled it';
    expect(reasonOf({ state: 'canceled', person: 'U0BEN00001', because })).toEqual({
      kind: 'canceled',
      person: 'U0BEN00001',
    });
    expect(reasonOf({ state: 'voided', because: 'It is frozen' })).toEqual({ kind: 'said', said: 'It is frozen' });
  });
});
