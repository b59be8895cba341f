import { z } from 'zod';
import { cleanText, keepStart } from '../../domain/clean-text.ts';
import { maybe, text } from '../documents/json-api.ts';
import type { Answer } from './exchange.ts';

/** Ours: what fits beside the rest of a message (characters). */
const SAID_LIMIT = 300;
/** Ours: an answer may have megabytes, and what is said stands at its start (characters). */
const MOST_READ = 65_536;

/** Both kinds occur: JSON:API's, and plain strings. */
const errors = z.object({
  errors: z.array(z.union([z.string(), z.object({ title: maybe(text), detail: maybe(text) })])),
});

/** What the server said went wrong, in one cleaned and cut line; empty where it said nothing. */
export function wordsOf(answer: Answer, secrets: readonly string[]): string {
  const parsed = errors.safeParse(answer.json).data;
  const words = parsed?.errors.map((error) => {
    if (typeof error === 'string') return error;
    return [error.title, error.detail === error.title ? undefined : error.detail].filter(Boolean).join(': ');
  });
  // Gateways in front of the service answer in HTML.
  const said =
    words === undefined
      ? keepStart(answer.text, MOST_READ).replaceAll(/<[^<>]{0,1000}>/g, ' ')
      : keepStart(words.join('; '), MOST_READ);
  return cleanText(said.replaceAll(/\s+/g, ' '), SAID_LIMIT, secrets);
}
