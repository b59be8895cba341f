import { z } from 'zod';
import { cleanText, keepStart } from '../../domain/clean-text.ts';
import { maybe, text } from '../documents/json-api.ts';
import type { Answer } from './exchange.ts';

/** Our own limit: what fits into a message beside the rest (characters). */
const SAID_LIMIT = 300;
/** Our own limit: a response may have megabytes, but the error is at its start (characters). */
const MOST_READ = 65_536;

/** Servers send both: JSON:API errors and plain strings. */
const errors = z.object({
  errors: z.array(z.union([z.string(), z.object({ title: maybe(text), detail: maybe(text) })])),
});

/** The server's error in one cleaned and shortened line; empty if it named none. */
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
