import { type JsonObject, stringOf } from '../../slack/json.ts';
import type { Drawing } from './drawing.ts';

/** Where an element is, and what connects it to its label. */
export interface Held {
  readonly blockId: string;
  /** True in an input block, whose value is sent with the form instead of immediately. */
  readonly isAsked: boolean;
  /** The id of the element that describes it: its hint or its error. */
  readonly describedBy?: string | undefined;
  readonly isWrong?: boolean;
  /** True if each choice is sent to the bot immediately, although it is part of a form. */
  readonly dispatches?: boolean;
}

/** The id that an input's label points to. */
export function idOf(element: JsonObject, { blockId }: Held, { prefix }: Drawing): string {
  return `${prefix}-${blockId}-${stringOf(element.action_id) ?? ''}`;
}

/**
 * The attributes by which the script finds the element. In a form, an input is named by its block_id, which is unique,
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
