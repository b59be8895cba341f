import type { Explanation } from '../../domain/explanation.ts';
import { sayExplanation } from '../../domain/say-explanation.ts';
import type { Sentence } from '../../domain/sentence.ts';
import { context, informing, type Message, message, section, sections } from './message.ts';
import { writeSentence } from './mrkdwn.ts';
import { cutShort } from './split-text.ts';

/** The most lines of each part, and the most characters of each line, so that the message is not too long. */
const SHOWN = 15;
const LONGEST_LINE = 600;

/** The private answer to `/tf-action explain cleanup prod`. */
export function renderExplanation(explanation: Explanation): Message {
  const { answer, parts } = sayExplanation(explanation);
  return message(writeSentence(answer), [
    section(`*${writeSentence(answer)}*`),
    ...parts.map(({ title, lines, isWhole = false }) =>
      informing(sections, `*${title}*\n${sayLines(lines, isWhole ? lines.length : SHOWN)}`),
    ),
    context('This only explains. Nothing was requested or recorded.'),
  ]);
}

function sayLines(lines: readonly Sentence[], most: number): string {
  const shown = lines.slice(0, most).map((line) => `• ${cutShort(writeSentence(line), LONGEST_LINE)}`);
  return [...shown, ...(lines.length > most ? [`… cut: ${lines.length - most} more`] : [])].join('\n');
}
