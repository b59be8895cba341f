import { cleanText } from '../domain/clean-text.ts';
import type { Answer } from './call.ts';

/** So much of what the server says is shown (characters). */
const SHOWN = 300;

/** What the server said went wrong: JSON:API errors, plain strings, or the beginning of whatever else it sent. */
export function sayErrors(answer: Answer, secrets: readonly string[] = []): string {
  const errors = fieldOf(answer.body, 'errors');
  const said = Array.isArray(errors) ? errors.map(sayError).filter((one) => one !== '') : [];
  const plain = answer.body === undefined ? answer.text.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ') : '';
  return cleanText(said.length > 0 ? said.join('; ') : plain, SHOWN, secrets);
}

function sayError(error: unknown): string {
  if (typeof error === 'string') return error;
  const [title, detail] = [fieldOf(error, 'title'), fieldOf(error, 'detail')];
  return [title, detail === title ? undefined : detail].filter((part) => typeof part === 'string').join(': ');
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
