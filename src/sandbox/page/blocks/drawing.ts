import type { ReactNode } from 'react';
import { isObject, stringOf } from '../../slack/json.ts';
import type { Person } from '../../slack/people.ts';
import type { PageReader } from '../reader.ts';
import { withEmoji } from './emoji.ts';
import { renderMrkdwn } from './render-mrkdwn.ts';

/** What blocks are drawn for. */
export interface Drawing {
  readonly reader: PageReader;
  /** Unique on the page, for the ids that tie labels to inputs. */
  readonly prefix: string;
  /** Whom one can choose where a person is asked for. */
  readonly people: readonly Person[];
  /** What stands under the inputs in red, by block_id. */
  readonly errors: Readonly<Record<string, string>>;
}

/** A text object: mrkdwn is read, plain text is shown to the letter. */
export function renderText(value: unknown, { reader }: Drawing): ReactNode {
  if (!isObject(value)) return undefined;
  const text = stringOf(value.text) ?? '';
  if (value.type === 'mrkdwn') return renderMrkdwn(text, reader);
  return value.emoji === false ? text : withEmoji(text);
}

/** The words of a plain text object; empty where there is none. */
export function plainText(value: unknown): string {
  return isObject(value) ? withEmoji(stringOf(value.text) ?? '') : '';
}
