import { createElement, type ReactNode } from 'react';
import { SLACKBOT } from '../../slack/ephemerals.ts';
import type { SeenMessage } from '../../slack/seen-message.ts';
import type { Drawing } from '../blocks/drawing.ts';
import { renderBlocks } from '../blocks/render-block.ts';
import { renderMrkdwn } from '../blocks/render-mrkdwn.ts';
import { drawHtml } from '../draw-html.ts';
import type { PageOptions } from '../options.ts';
import { sayDayAndTime, sayTime } from '../reader.ts';
import { renderFace } from './face.ts';

/** Where the message is shown. In the channel it has a button that opens its thread, in the thread it has none. */
type Place = 'channel' | 'thread';

export interface MessageDrawing extends Drawing {
  readonly options: PageOptions;
  readonly place: Place;
}

/** The HTML of a message. */
export function renderMessage(message: SeenMessage, drawing: MessageDrawing): string {
  return drawHtml(
    createElement(
      'article',
      {
        className: message.isEphemeral ? 'message ephemeral' : 'message',
        'data-key': message.ts,
        'data-ts': message.ts,
        'data-in': message.channel,
        'data-ephemeral': message.isEphemeral ? true : undefined,
        'aria-label': `${message.authorName}, ${sayTime(Number(message.ts) * 1000, drawing.reader)}`,
      },
      renderFace(drawing.options, message.author, message.authorName),
      createElement(
        'div',
        { className: 'message-words' },
        renderEyebrow(message, drawing),
        renderHeading(message, drawing),
        createElement('div', { className: 'message-body' }, renderBody(message, drawing)),
        renderReplies(message, drawing),
      ),
    ),
  );
}

function renderBody({ text, blocks }: SeenMessage, drawing: MessageDrawing): ReactNode {
  if (blocks.length > 0) return renderBlocks(blocks, drawing);
  return createElement('div', { className: 'plain' }, renderMrkdwn(text, drawing.reader));
}

function renderEyebrow(message: SeenMessage, { place }: MessageDrawing): ReactNode {
  if (message.isEphemeral) {
    return createElement(
      'div',
      { className: 'eyebrow' },
      createElement('span', null, 'Only visible to you'),
      createElement('button', { type: 'button', className: 'quiet', 'data-dismiss': message.ts }, 'Dismiss'),
    );
  }
  const isBroadcast = message.threadTs !== undefined && place === 'channel';
  return isBroadcast ? createElement('div', { className: 'eyebrow' }, 'Replied to a thread') : undefined;
}

function renderHeading(message: SeenMessage, { options, reader }: MessageDrawing): ReactNode {
  const at = Number(message.ts) * 1000;
  const isApp = message.author === options.slack.installation.botUserId || message.author === SLACKBOT;
  return createElement(
    'div',
    { className: 'message-heading' },
    createElement('span', { className: 'author' }, message.authorName),
    isApp ? createElement('span', { className: 'app-badge' }, 'App') : undefined,
    createElement(
      'time',
      { dateTime: new Date(at).toISOString(), title: sayDayAndTime(at, reader) },
      sayTime(at, reader),
    ),
    message.isEdited ? createElement('small', null, '(edited)') : undefined,
  );
}

function renderReplies(message: SeenMessage, { place }: MessageDrawing): ReactNode {
  if (place === 'thread' || message.isEphemeral) return undefined;
  const { replies } = message;
  const label = replies === 0 ? 'Reply in thread' : replies === 1 ? '1 reply' : `${replies} replies`;
  const className = replies === 0 ? 'replies no-replies' : 'replies';
  const thread = message.threadTs ?? message.ts;
  return createElement('button', { type: 'button', className, 'data-open-thread': thread }, label);
}
