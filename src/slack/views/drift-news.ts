import type { DriftChecks, DriftNews } from '../../domain/drift.ts';
import { sayCount } from '../../domain/say-count.ts';
import type { Sentence } from '../../domain/sentence.ts';
import { type Message, message, section, sections } from './message.ts';
import { writeSentence } from './mrkdwn.ts';
import { splitMessage } from './split-message.ts';

const WORDS: Readonly<Record<DriftChecks, { readonly where: string; readonly mended: string }>> = {
  hourly: { where: "in the bot's hourly checks of Slack and HCP Terraform", mended: 'mended' },
  daily: { where: "in the bot's daily comparison of its record with HCP Terraform", mended: 'not found any more' },
};

/** For the admin channel: what is new in both services, and what is mended. */
export function renderDriftNews({ checks = 'hourly', found, mended }: DriftNews): readonly Message[] {
  const words = WORDS[checks];
  const counts = [...sayProblems(found.length, 'found'), ...sayProblems(mended.length, words.mended)];
  const text = `${counts.join(', ')} ${words.where}.`;
  const blocks = [...list('Found', found), ...list(inTitle(words.mended), mended)];
  return splitMessage(message(text, [section(`*${text}*`), ...blocks]));
}

const inTitle = (words: string): string => `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;

const sayProblems = (count: number, what: string): readonly string[] =>
  count === 0 ? [] : [`${sayCount(count, 'problem')} ${what}`];

const list = (heading: string, all: readonly Sentence[]) =>
  all.length === 0 ? [] : sections(`*${heading}*\n${all.map((one) => `• ${writeSentence(one)}`).join('\n')}`);
