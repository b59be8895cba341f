import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CHANNEL, PEOPLE, startConversation, WORKSPACE } from '../conversation.ts';
import { REFUSALS } from '../provocations.ts';
import { provokingAllowlist, setUp } from '../provoking.ts';

test('every code of a refusal is in the table of provocations', () => {
  const source = readFileSync(join(import.meta.dirname, '../../src/domain/refusal.ts'), 'utf8');
  const codes = [...source.matchAll(/^ {2}\| '([a-z_]+)'/gm)].map(([, code]) => code);
  expect(Object.keys(REFUSALS).sort()).toEqual(codes.sort());
});

test('each no says which rule said it, and what to do next, to the person alone', async () => {
  const talk = await startConversation({ allowlist: provokingAllowlist(), pace: 'manual' });
  setUp(talk);
  const request = await talk.asks('ana');
  for (const [code, { who, by, sentence, hint }] of Object.entries(REFUSALS)) {
    const before = talk.slack.ephemeralsEverShown.length;
    await by(talk, request);
    // Before the refusal they may see other private messages.
    const told = await talk.until(
      () => talk.slack.ephemeralsEverShown.slice(before).find((shown) => sentence.test(talk.slack.readAloud(shown))),
      `${who} to be told ${code}`,
    );
    expect(told.for, code).toBe(PEOPLE[who]);
    expect(talk.slack.readAloud(told).split('\n').slice(1).join('\n'), code).toMatch(hint);
  }
  const everybody = talk.slack.sees(PEOPLE.ben, CHANNEL).filter(({ isEphemeral }) => !isEphemeral);
  for (const seen of everybody) expect(talk.read(seen)).toMatch(/[Aa]sked by @|BREAK-GLASS: @Dia|cold is frozen/);
  expect(talk.terraform.runs(WORKSPACE)).toEqual([]);
});
