import { LIMITS } from '../block-kit/limits.ts';
import { validateModal } from '../block-kit/validate.ts';
import { isObject, type JsonObject, stringOf } from '../json.ts';
import { ApiRefusal, refusalWithMessages } from '../refusal.ts';
import type { Exchanged } from '../triggers.ts';
import { viewForm } from '../view-form.ts';
import { DEEPEST_STACK, type OpenView } from '../views.ts';
import type { World } from '../world.ts';
import { optional, required } from './arguments.ts';
import type { Method } from './method.ts';

export const openView: Method = {
  token: 'bot',
  known: ['trigger_id', 'view'],
  run({ world, args }) {
    const view = requireView(world, args.view);
    const { person } = exchange(world, required(args, 'trigger_id'));
    return { view: viewForm(world, world.views.open(person, view)) };
  },
};

export const pushView: Method = {
  token: 'bot',
  known: ['trigger_id', 'view'],
  run({ world, args }) {
    const view = requireView(world, args.view);
    const { person, view: below } = exchange(world, required(args, 'trigger_id'));
    if (below === undefined || world.views.find(below) === undefined) throw new ApiRefusal('not_found');
    if (world.views.of(person).length >= DEEPEST_STACK) throw new ApiRefusal('push_limit_reached');
    return { view: viewForm(world, world.views.open(person, view, below)) };
  },
};

export const updateView: Method = {
  token: 'bot',
  known: ['external_id', 'hash', 'view', 'view_id'],
  run({ world, args }) {
    const before = findView(world, args);
    const hash = optional(args, 'hash');
    if (hash !== undefined && hash !== '' && hash !== before.hash) throw new ApiRefusal('hash_conflict');
    return { view: viewForm(world, world.views.update(before.id, requireView(world, args.view, before))) };
  },
};

function findView(world: World, args: JsonObject): OpenView {
  const id = optional(args, 'view_id');
  const externalId = optional(args, 'external_id');
  if (id === undefined && externalId === undefined) {
    throw refusalWithMessages('invalid_arguments', ['[ERROR] missing required field: view_id']);
  }
  const found = id === undefined ? world.views.findExternal(externalId ?? '') : world.views.find(id);
  if (found === undefined) throw new ApiRefusal('not_found');
  return found;
}

/** The validated view. Throws Slack's refusal. `replacing` may keep its own external_id. */
export function requireView(world: World, view: unknown, replacing?: OpenView): JsonObject {
  const complaints = validateModal(view);
  if (!isObject(view) || complaints.length > 0) throw refusalWithMessages('invalid_arguments', complaints);
  if (Buffer.byteLength(JSON.stringify(view)) > LIMITS.view) throw new ApiRefusal('view_too_large');
  const externalId = stringOf(view.external_id);
  if (externalId !== undefined && externalId !== '') {
    const other = world.views.findExternal(externalId);
    if (other !== undefined && other.id !== replacing?.id) throw new ApiRefusal('duplicate_external_id');
  }
  return view;
}

function exchange(world: World, trigger: string): Exchanged {
  const exchanged = world.triggers.exchange(trigger);
  if (typeof exchanged === 'string') throw new ApiRefusal(exchanged);
  return exchanged;
}
