import type { Deliveries, DeliverOptions } from './deliveries.ts';
import { type Entered, fillIn, optionOf } from './form-state.ts';
import { findTarget, type Place, type TargetOptions } from './interaction-target.ts';
import { type InteractiveElement, interactiveElements } from './interactive-elements.ts';
import { isObject, type JsonObject } from './json.ts';
import { type Acted, act } from './press.ts';
import type { World } from './world.ts';

/**
 * Chooses from a menu, radio buttons or checkboxes that notify the bot immediately. Throws if there is no such element
 * or choice.
 */
export async function chooseOption(
  world: World,
  deliveries: Deliveries,
  chosen: { readonly personId: string; readonly actionId: string; readonly choice: Entered; readonly where: Place },
  options: DeliverOptions & TargetOptions = {},
): Promise<Acted> {
  const person = world.people.get(chosen.personId);
  const target = findTarget(world, person, chosen.where, options);
  const found = dispatching(target.blocks).find((one) => one.actionId === chosen.actionId);
  if (found === undefined) throw new Error(`There is nothing to choose from under ${chosen.actionId}.`);
  const { actionId, blockId, element } = found;
  const action = {
    action_id: actionId,
    block_id: blockId,
    type: element.type,
    ...chosenValue(found, target.blocks, chosen.choice),
  };
  return act(world, deliveries, { person, target, action, label: actionId }, options);
}

/** In an input block, an element notifies the bot only if `dispatch_action` is set. */
function dispatching(blocks: readonly JsonObject[]): readonly InteractiveElement[] {
  return interactiveElements(blocks).filter(({ input }) => input === undefined || input.dispatch_action === true);
}

function chosenValue(found: InteractiveElement, blocks: readonly JsonObject[], choice: Entered): JsonObject {
  if (found.element.type === 'overflow') return { selected_option: optionOf(found.element, String(choice)) };
  const block = fillIn(blocks, { [found.actionId]: choice }).state[found.blockId];
  const value = isObject(block) ? block[found.actionId] : undefined;
  return isObject(value) ? value : {};
}
