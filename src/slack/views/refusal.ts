import type { Refusal } from '../../domain/refusal.ts';
import { escapeText, linkIds, showTimes } from '../mrkdwn.ts';
import { context, type Message, message, section } from './message.ts';

/** A no says which rule said it, and what to do next. The sentence may repeat what was typed; the hint never does. */
export const renderRefusal = ({ sentence, hint }: Refusal): Message =>
  message(escapeText(sentence, 1_000), [
    section(showTimes(escapeText(sentence, 2_000))),
    hint === '' ? undefined : section(linkIds(hint)),
  ]);

/** A failure gives a reference that is in the log too. */
export const renderFailure = (sentence: string, reference: string): Message =>
  message(sentence, [section(sentence), context(`Reference \`${reference}\``)]);
