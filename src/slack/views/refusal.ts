import type { Refusal } from '../../domain/refusal.ts';
import { context, informing, type Message, message, section, sections } from './message.ts';
import { writeSentence } from './mrkdwn.ts';

/** The longest sentence (characters), which leaves room for the hint. */
const LONGEST = 6_000;

/** A refusal: its sentence, then what to do next. */
export const renderRefusal = ({ sentence, hint }: Refusal): Message =>
  message(writeSentence(sentence, 1_000), [
    sections(writeSentence(sentence), LONGEST),
    hint.length === 0 ? undefined : informing(sections, writeSentence(hint)),
  ]);

/** A failure, with the reference that is also in the log. */
export const renderFailure = (sentence: string, reference: string): Message =>
  message(sentence, [section(sentence), context(`Reference \`${reference}\``)]);
