import { createElement, Fragment, type ReactNode } from 'react';
import type { ActionOutcome } from '../terraform/actions.ts';
import { drawHtml } from './draw-html.ts';
import type { PageOptions } from './options.ts';
import { type DrawnMessages, renderChannelMessages, renderThreadMessages } from './panes/render-messages.ts';
import { renderModals } from './panes/render-modals.ts';
import { nameOf, renderChannels, renderPeople } from './panes/render-side.ts';
import { renderWorkspace } from './panes/render-workspace.ts';
import { readerOf } from './reader.ts';
import type { Screen } from './screen.ts';

/** The page's own state, besides the two sandboxes. */
export interface PageState {
  readonly drawn: DrawnMessages;
  /** The timestamps of dismissed ephemerals. */
  readonly dismissed: Set<string>;
  readonly outcomes: Map<string, ActionOutcome>;
}

/** The parts of the page that change, as HTML. */
export type Regions = {
  readonly people: string;
  readonly channels: string;
  readonly heading: string;
  readonly messages: string;
  readonly thread: string;
  readonly workspace: string;
  readonly modals: string;
};

export function drawRegions(screen: Screen, options: PageOptions, state: PageState): Regions {
  const reader = readerOf(options, screen);
  const given = { options, reader, drawn: state.drawn, dismissed: state.dismissed };
  return {
    people: drawHtml(renderPeople(screen, options)),
    channels: drawHtml(renderChannels(screen, options)),
    heading: drawHtml(renderHeading(screen, options)),
    messages: renderChannelMessages(screen, given),
    thread: renderThreadMessages(screen, given),
    workspace: drawHtml(renderWorkspace(screen, options, { reader, outcomes: state.outcomes })),
    modals: drawHtml(renderModals(screen, options, reader)),
  };
}

function renderHeading({ channel, person }: Screen, options: PageOptions): ReactNode {
  if (channel === undefined) return 'No channel';
  const { members } = channel;
  const count = members.size === 1 ? '1 member' : `${members.size} members`;
  const notes = [
    channel.id.startsWith('D') ? 'direct message' : count,
    members.has(person.id) ? undefined : `${person.realName} has not joined it`,
    channel.isExtShared ? 'shared with another organization' : undefined,
  ].filter((note) => note !== undefined);
  return createElement(Fragment, null, nameOf(channel, options), createElement('small', null, notes.join(', ')));
}
