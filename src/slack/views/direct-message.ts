import type { ActionRequest } from '../../domain/request.ts';
import { nameOf } from './entry-words.ts';
import { context, type Message, message, section, sections } from './message.ts';
import { escapeText, linkTo, mentionChannel } from './mrkdwn.ts';
import { STATE_SIGNS, STATE_WORDS } from './state-words.ts';
import { whatItWaitsFor } from './waiting-words.ts';

const WHY: Readonly<Record<string, string>> = {
  deleted_twice: 'its message was deleted there twice',
  is_archived: 'the channel is archived',
  is_inactive: 'the channel is archived',
  not_in_channel: 'I am no longer in it',
  channel_not_found: 'I am no longer in it, or it is gone',
  shared_channel: 'it is now shared with people outside this Slack team',
};

/** A direct message to the requester with what could not be posted in the channel, and the reason. */
export function renderDirectly(request: ActionRequest, said: Message): Message {
  const because = request.directly?.because ?? '';
  const why = (Object.hasOwn(WHY, because) ? WHY[because] : undefined) ?? `Slack says ${escapeText(because)}`;
  const note = `I could not post this in ${mentionChannel(request.channel)}: ${why}. Others may not have seen it.`;
  return message(`${said.text}\n${note}`, [...said.blocks, context(note)]);
}

/** The request message after outsiders joined its channel: it shows nothing of the request. */
export function renderLeft(): Message {
  const text =
    'This request moved to direct messages, because this channel is now shared with people outside this Slack team.';
  return message(text, [section(text)]);
}

/** The direct message for a request that waits for a person. The buttons work only in the request message itself. */
export function renderWaiting(request: ActionRequest, address: string): Message {
  const { permalink } = request;
  const name = nameOf(request.asked.entry);
  const head = `${STATE_SIGNS[request.state]} *${STATE_WORDS[request.state]}*: ${permalink === undefined ? name : linkTo(permalink, name)}`;
  const waits = whatItWaitsFor(request, address);
  const next =
    'Somebody has to press a button in its message. If nobody can, let it expire and ask again in another channel.';
  const text = [head, ...(waits === undefined ? [] : [waits]), next].join('\n');
  return message(text, [sections(text)]);
}
