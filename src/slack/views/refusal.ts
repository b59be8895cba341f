import type { Refusal } from '../../domain/refusal.ts';
import { writeSentence } from '../mrkdwn.ts';
import { context, type Message, message, section } from './message.ts';

/** A no says which rule said it, and what to do next. */
export const renderRefusal = ({ sentence, hint }: Refusal): Message =>
  message(writeSentence(sentence, 1_000), [
    section(writeSentence(sentence, 2_000)),
    hint.length === 0 ? undefined : section(writeSentence(hint, 2_000)),
  ]);

/** A failure gives a reference that is in the log too. */
export const renderFailure = (sentence: string, reference: string): Message =>
  message(sentence, [section(sentence), context(`Reference \`${reference}\``)]);
