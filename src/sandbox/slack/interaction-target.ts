import type { DeliveryFailure } from './deliveries.ts';
import { type Entered, fillIn } from './form-state.ts';
import type { JsonObject } from './json.ts';
import { issueResponseUrl, payloadChannelName } from './payload-parts.ts';
import type { Person } from './people.ts';
import { showFailure } from './say.ts';
import { type SeenMessage, seenMessage } from './seen-message.ts';
import { viewForm } from './view-form.ts';
import { messageForm } from './web-api/message-form.ts';
import type { World } from './world.ts';

/** A message (as seen, or its address) or an open view. */
export type Place = MessagePlace | { readonly viewId: string };

type MessagePlace = Pick<SeenMessage, 'channel' | 'ts'> & Partial<Pick<SeenMessage, 'blocks'>>;

export interface TargetOptions {
  /** Act on the content in `where`, a `SeenMessage`, even if the message was redrawn since: screens differ. */
  readonly asSeen?: boolean;
  /** The view's input values, by action_id, block_id or label. */
  readonly values?: Readonly<Record<string, Entered>>;
}

/** What a person acts on: its blocks, and its part of the payload. */
export interface InteractionTarget {
  readonly blocks: readonly JsonObject[];
  /** Called when the person acts, since the trigger's three seconds start then. */
  readonly payload: () => JsonObject;
  /** Tells the person that the app did not respond. */
  readonly onFailure: (label: string, failure: DeliveryFailure) => void;
}

/** Throws if the person does not see it. */
export function findTarget(world: World, person: Person, where: Place, options: TargetOptions): InteractionTarget {
  return 'viewId' in where ? inView(world, person, where.viewId, options) : onMessage(world, person, where, options);
}

function onMessage(world: World, person: Person, where: MessagePlace, options: TargetOptions): InteractionTarget {
  const now = seenMessage(world, person.id, where.channel, where.ts);
  if (now === undefined) throw new Error(`${person.name} sees no message ${where.ts} in ${where.channel}.`);
  const { channel, ts, threadTs, isEphemeral } = now;
  return {
    blocks: options.asSeen === true ? (where.blocks ?? now.blocks) : now.blocks,
    payload: () => ({
      container: {
        type: 'message',
        message_ts: ts,
        channel_id: channel,
        is_ephemeral: isEphemeral,
        ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
      },
      trigger_id: world.triggers.issue(person.id),
      channel: { id: channel, name: payloadChannelName(world.channels.get(channel)) },
      ...(isEphemeral ? {} : { message: currentForm(world, channel, ts) }),
      state: { values: fillIn(now.blocks, {}).state },
      response_url: issueResponseUrl(world, { person: person.id, channel, message: { ts, isEphemeral, threadTs } }),
    }),
    onFailure: (label, failure) =>
      showFailure(world, person.id, channel, `“${label}” did not work: the app did not respond (${failure}).`),
  };
}

function currentForm(world: World, channel: string, ts: string): JsonObject | undefined {
  const message = world.messages.find(channel, ts);
  return message === undefined ? undefined : messageForm(world, message);
}

function inView(world: World, person: Person, viewId: string, options: TargetOptions): InteractionTarget {
  const open = world.views.of(person.id).at(-1);
  if (open?.id !== viewId) throw new Error(`${person.name} does not have the view ${viewId} in front.`);
  const { state } = fillIn(open.view.blocks, options.values ?? {});
  return {
    blocks: open.view.blocks,
    payload: () => ({
      container: { type: 'view', view_id: viewId },
      trigger_id: world.triggers.issue(person.id, viewId),
      view: viewForm(world, open, state),
    }),
    onFailure: () => void world.views.showErrors(viewId, { '': 'We had some trouble connecting. Try again?' }),
  };
}
