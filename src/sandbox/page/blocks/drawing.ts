import type { ReactNode } from 'react';
import { isObject, stringOf } from '../../slack/json.ts';
import type { Person } from '../../slack/people.ts';
import type { PageReader } from '../reader.ts';
import { withEmoji } from './emoji.ts';
import { renderMrkdwn } from './render-mrkdwn.ts';

/** The context in which blocks are drawn. */
export interface Drawing {
  readonly reader: PageReader;
  /** Unique on the page. Prefix of the ids that connect labels and inputs. */
  readonly prefix: string;
  /** The people that menus of people offer. */
  readonly people: readonly Person[];
  /** The red errors under inputs, by block_id. */
  readonly errors: Readonly<Record<string, string>>;
}

/** Renders a text object. Mrkdwn is formatted, plain text is shown as it is. */
export function renderText(value: unknown, { reader }: Drawing): ReactNode {
  if (!isObject(value)) return undefined;
  const text = stringOf(value.text) ?? '';
  if (value.type === 'mrkdwn') return renderMrkdwn(text, reader);
  return value.emoji === false ? text : withEmoji(text);
}

/** The text of a plain text object, or an empty string. */
export function plainText(value: unknown): string {
  return isObject(value) ? withEmoji(stringOf(value.text) ?? '') : '';
}
