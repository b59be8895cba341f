import type { Refusal } from '../../domain/refusal.ts';
import { context, informing, type Message, message, section, sections } from './message.ts';
import { writeSentence } from './mrkdwn.ts';

/** Room is left for what to do next (characters). */
const LONGEST = 6_000;

/** A no says which rule said it, and what to do next. */
export const renderRefusal = ({ sentence, hint }: Refusal): Message =>
  message(writeSentence(sentence, 1_000), [
    sections(writeSentence(sentence), LONGEST),
    hint.length === 0 ? undefined : informing(sections, writeSentence(hint)),
  ]);

/** A failure gives a reference that is in the log too. */
export const renderFailure = (sentence: string, reference: string): Message =>
  message(sentence, [section(sentence), context(`Reference \`${reference}\``)]);
