import type { Button } from '@slack/types';
import { BUTTON_IDS, BUTTONS, type ButtonId, doesAsk, isOffered } from '../../domain/buttons.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { dialogOf } from './decision-dialog.ts';
import { button } from './message.ts';

/**
 * The buttons that work now, for the private confirmation or the request message. Whether a person may press one is
 * checked at the click.
 */
export const buttonsOf = (request: ActionRequest): readonly Button[] =>
  BUTTON_IDS.filter((id) => isOffered(id, request)).map((id) => draw(id, request));

const draw = (id: ButtonId, request: ActionRequest): Button =>
  button(id, BUTTONS[id], request.id, doesAsk('again', id) ? dialogOf(request, id) : undefined);
