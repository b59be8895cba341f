import { requireContent, type Warn } from './content.ts';
import { type JsonObject, parseObject, stringOf } from './json.ts';
import { type Content, withBlockIds } from './messages.ts';
import { meetFaults, type Outcome, type Reply } from './outcome.ts';
import { ApiRefusal } from './refusal.ts';
import type { ResponseTarget } from './response-urls.ts';
import type { World } from './world.ts';

/** The method name of posts to a response_url in the call log. */
const RESPONSE_URL = 'response_url';

/** Handles a post to a response_url. Anything but a valid post gets a 4xx, so that `respond()` throws. */
export function postResponse(world: World, path: string, body: string): Outcome {
  const message = parseObject(body);
  return meetFaults(world, { method: RESPONSE_URL, args: message ?? {}, channel: undefined }, () => {
    try {
      const target = world.responseUrls.use(path);
      if (target === undefined) return refused(404, 'invalid_url');
      if (typeof target === 'string') return refused(404, target);
      if (message === undefined) return refused(400, 'invalid_payload');
      respondTo(world, target, message);
      return { status: 200, body: { ok: true } };
    } catch (failure) {
      if (failure instanceof ApiRefusal) return { status: 400, body: failure.body };
      throw failure;
    }
  });
}

/** Shows the message of an acknowledgement or response. Throws Slack's refusal of invalid content. */
export function respondTo(world: World, target: ResponseTarget, message: JsonObject): void {
  const warn: Warn = (text) => world.log.warn({ at: world.clock.now(), method: RESPONSE_URL, message: text });
  if (message.delete_original === true) {
    removeOriginal(world, target);
    return;
  }
  const content = requireContent(message, warn, 'response_url');
  if (message.replace_original === true && target.message !== undefined) {
    replaceOriginal(world, target, content);
    return;
  }
  const author = world.installation.botUserId;
  const threadTs = stringOf(message.thread_ts);
  if (message.response_type === 'in_channel') {
    world.messages.post({ channel: target.channel, author, ...content, threadTs });
  } else {
    world.ephemerals.show({ channel: target.channel, for: target.person, author, ...content, threadTs });
  }
}

/** An ephemeral that is gone stays gone. */
function replaceOriginal(world: World, { channel, message }: ResponseTarget, content: Content): void {
  if (message === undefined) return;
  if (message.isEphemeral) {
    world.ephemerals.replace(message.ts, content);
  } else if (world.messages.find(channel, message.ts) !== undefined) {
    const blocks = withBlockIds(content.blocks, world.identifiers);
    world.messages.update(channel, message.ts, { text: content.text, blocks });
  }
}

function removeOriginal(world: World, { channel, message }: ResponseTarget): void {
  if (message === undefined) return;
  if (message.isEphemeral) world.ephemerals.remove(message.ts);
  else world.messages.remove(channel, message.ts);
}

function refused(status: number, error: string): Reply {
  return { status, body: { ok: false, error } };
}
