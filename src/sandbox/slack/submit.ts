import type { Deliveries, DeliverOptions, Delivery, DeliveryFailure } from './deliveries.ts';
import { type Entered, fillIn } from './form-state.ts';
import { isObject, type JsonObject, stringOf } from './json.ts';
import { interactionParts } from './payload-parts.ts';
import type { Person } from './people.ts';
import { ApiRefusal } from './refusal.ts';
import { viewForm } from './view-form.ts';
import { DEEPEST_STACK, type OpenView } from './views.ts';
import { requireView } from './web-api/views.ts';
import type { World } from './world.ts';

/** The result of a submission. */
export interface Submitted {
  /** `undefined`: Slack's own client did not send it. */
  readonly delivery: Delivery | undefined;
  readonly failure: DeliveryFailure | undefined;
  /** The red errors under inputs, by block_id. */
  readonly errors: Readonly<Record<string, string>>;
}

/** Submits a view with these values. */
export async function submitView(
  world: World,
  deliveries: Deliveries,
  submitted: { readonly personId: string; readonly viewId: string; readonly values: Readonly<Record<string, Entered>> },
  options: DeliverOptions = {},
): Promise<Submitted> {
  const { person, open } = inFront(world, submitted.personId, submitted.viewId);
  if (!isObject(open.view.submit)) throw new Error(`The view ${open.id} has no button to submit it with.`);
  const { state, errors } = fillIn(open.view.blocks, submitted.values);
  if (Object.keys(errors).length > 0) {
    world.views.showErrors(open.id, errors);
    return { delivery: undefined, failure: undefined, errors };
  }
  const payload = {
    type: 'view_submission',
    ...interactionParts(world, person),
    trigger_id: world.triggers.issue(person.id, open.id),
    view: viewForm(world, open, state),
    response_urls: [],
  };
  const { delivery, attempt } = await deliveries.deliver(
    { kind: 'interactive', payload, acceptsAnswer: true },
    options,
  );
  if (attempt.failure !== undefined) return troubled(world, open, delivery, attempt.failure);
  try {
    return { delivery, failure: undefined, errors: follow(world, open, attempt.answer ?? {}) };
  } catch (refusal) {
    if (refusal instanceof ApiRefusal) return troubled(world, open, delivery, 'dispatch_failed');
    throw refusal;
  }
}

/** Closes the front view with its close button. The bot is notified if it asked to be. */
export async function closeView(
  world: World,
  deliveries: Deliveries,
  closed: { readonly personId: string; readonly viewId: string },
  options: DeliverOptions = {},
): Promise<Delivery | undefined> {
  const { person, open } = inFront(world, closed.personId, closed.viewId);
  const isCleared = open.view.clear_on_close === true;
  const view = viewForm(world, open);
  if (isCleared) world.views.clear(person.id);
  else world.views.close(open.id);
  if (open.view.notify_on_close !== true) return undefined;
  const payload = { type: 'view_closed', ...interactionParts(world, person), view, is_cleared: isCleared };
  return (await deliveries.deliver({ kind: 'interactive', payload, acceptsAnswer: false }, options)).delivery;
}

/** Applies the acknowledgement's response. Throws Slack's refusal of an invalid one. */
function follow(world: World, open: OpenView, answer: JsonObject): Readonly<Record<string, string>> {
  if (world.views.find(open.id) === undefined) return {};
  switch (stringOf(answer.response_action)) {
    case undefined:
      world.views.close(open.id);
      return {};
    case 'clear':
      world.views.clear(open.person);
      return {};
    case 'update':
      world.views.update(open.id, requireView(world, answer.view, open));
      return {};
    case 'push':
      if (world.views.of(open.person).length >= DEEPEST_STACK) throw new ApiRefusal('push_limit_reached');
      world.views.open(open.person, requireView(world, answer.view), open.id);
      return {};
    case 'errors':
      return world.views.showErrors(open.id, requireErrors(open, answer.errors)).errors;
    default:
      throw new ApiRefusal('invalid_response_action');
  }
}

/** Errors are allowed only for inputs of the view. */
function requireErrors(open: OpenView, errors: unknown): Readonly<Record<string, string>> {
  if (!isObject(errors) || Object.keys(errors).length === 0) throw new ApiRefusal('invalid_errors');
  const inputs = open.view.blocks.filter((block) => block.type === 'input').map((block) => block.block_id);
  return Object.fromEntries(
    Object.entries(errors).map(([blockId, message]) => {
      if (!inputs.includes(blockId) || typeof message !== 'string') throw new ApiRefusal('invalid_errors');
      return [blockId, message];
    }),
  );
}

function troubled(world: World, open: OpenView, delivery: Delivery, failure: DeliveryFailure): Submitted {
  const errors = { '': 'We had some trouble connecting. Try again?' };
  if (world.views.find(open.id) !== undefined) world.views.showErrors(open.id, errors);
  return { delivery, failure, errors };
}

function inFront(world: World, personId: string, viewId: string): { person: Person; open: OpenView } {
  const person = world.people.get(personId);
  const open = world.views.of(personId).at(-1);
  if (open?.id !== viewId) throw new Error(`${person.name} does not have the view ${viewId} in front.`);
  return { person, open };
}
