import type { DriftNews } from '../../domain/drift.ts';
import type { Sentence } from '../../domain/sentence.ts';
import { type Message, message, section, sections } from './message.ts';
import { writeSentence } from './mrkdwn.ts';
import { splitMessage } from './split-message.ts';

/** For the admin channel: what is new in both services, and what is mended. */
export function renderDriftNews({ found, mended }: DriftNews): readonly Message[] {
  const text = `${[...sayCount(found.length, 'found'), ...sayCount(mended.length, 'mended')].join(', ')} in the bot's hourly checks of Slack and HCP Terraform.`;
  const blocks = [...list('Found', found), ...list('Mended', mended)];
  return splitMessage(message(text, [section(`*${text}*`), ...blocks]));
}

const sayCount = (count: number, what: string): readonly string[] =>
  count === 0 ? [] : [`${count} ${count === 1 ? 'problem' : 'problems'} ${what}`];

const list = (heading: string, all: readonly Sentence[]) =>
  all.length === 0 ? [] : sections(`*${heading}*\n${all.map((one) => `• ${writeSentence(one)}`).join('\n')}`);
