import type { Deliveries, DeliverOptions, Delivery, DeliveryFailure } from './deliveries.ts';
import { findTarget, type InteractionTarget, type Place, type TargetOptions } from './interaction-target.ts';
import { type Button, type ButtonChoice, type Dialog, findButton } from './interactive-elements.ts';
import type { JsonObject } from './json.ts';
import { interactionParts } from './payload-parts.ts';
import type { Person } from './people.ts';
import type { World } from './world.ts';

export interface PressOptions extends DeliverOptions, TargetOptions {
  /** What the person does in the button's dialog, if it has one. Default: confirm. */
  readonly dialog?: 'confirm' | 'dismiss';
}

/** The result of a press. */
export interface Pressed extends Acted {
  readonly button: Button;
  /** The dialog that was shown first, if any. */
  readonly dialog: Dialog | undefined;
}

/** The result of using an element. */
export interface Acted {
  /** `undefined`: the person dismissed the dialog, so Slack sent nothing to the bot. */
  readonly delivery: Delivery | undefined;
  readonly failure: DeliveryFailure | undefined;
}

/** Presses a button. Throws if this person sees no such button. */
export async function pressButton(
  world: World,
  deliveries: Deliveries,
  pressed: { readonly personId: string; readonly choice: ButtonChoice; readonly where: Place },
  options: PressOptions = {},
): Promise<Pressed> {
  const person = world.people.get(pressed.personId);
  const target = findTarget(world, person, pressed.where, options);
  const { button, element, blockId, actionId } = findButton(target.blocks, pressed.choice);
  const { dialog } = button;
  if (dialog !== undefined && options.dialog === 'dismiss') {
    return { button, dialog, delivery: undefined, failure: undefined };
  }
  const { type, text, value, style, url } = element;
  const action = { action_id: actionId, block_id: blockId, text, value, style, url, type };
  return {
    button,
    dialog,
    ...(await act(world, deliveries, { person, target, action, label: button.label }, options)),
  };
}

/** Sends one action on an element, and tells the person if that fails. */
export async function act(
  world: World,
  deliveries: Deliveries,
  acted: {
    readonly person: Person;
    readonly target: InteractionTarget;
    readonly action: JsonObject;
    readonly label: string;
  },
  options: DeliverOptions,
): Promise<Acted> {
  const action = { ...acted.action, action_ts: world.identifiers.timestamp() };
  const parts = { ...interactionParts(world, acted.person), ...acted.target.payload() };
  const payload = { type: 'block_actions', ...parts, actions: [action] };
  const { delivery, attempt } = await deliveries.deliver(
    { kind: 'interactive', payload, acceptsAnswer: false },
    options,
  );
  if (attempt.failure !== undefined) acted.target.onFailure(acted.label, attempt.failure);
  return { delivery, failure: attempt.failure };
}
