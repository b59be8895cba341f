import { type JsonObject, stringOf } from '../../slack/json.ts';
import type { Drawing } from './drawing.ts';

/** Where an element stands, and what ties it to its label. */
export interface Held {
  readonly blockId: string;
  /** Whether an input block asks for it, so that it is sent with the form rather than at once. */
  readonly isAsked: boolean;
  /** The id of the element that describes it: its hint, or what is wrong with it. */
  readonly describedBy?: string | undefined;
  readonly isWrong?: boolean;
  /** Whether the bot is told of each choice at once, although it is part of a form. */
  readonly dispatches?: boolean;
}

/** The id that the label of an input points to. */
export function idOf(element: JsonObject, { blockId }: Held, { prefix }: Drawing): string {
  return `${prefix}-${blockId}-${stringOf(element.action_id) ?? ''}`;
}

/**
 * What tells the script which element it is. Of a form, an input is named by its block_id, which is unique;
 * elsewhere by its action_id.
 */
export function dataOf(element: JsonObject, held: Held): Readonly<Record<string, string | boolean | undefined>> {
  const actionId = stringOf(element.action_id) ?? '';
  return {
    'data-field': element.type === 'overflow' ? undefined : held.isAsked ? held.blockId : actionId,
    'data-choose': !held.isAsked || held.dispatches === true ? actionId : undefined,
    'aria-describedby': held.describedBy,
    'aria-invalid': held.isWrong === true ? true : undefined,
  };
}
