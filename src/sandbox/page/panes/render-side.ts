import { createElement, Fragment, type ReactNode } from 'react';
import { type Channel, isDirect } from '../../slack/channels.ts';
import { own } from '../../slack/json.ts';
import type { Person } from '../../slack/people.ts';
import type { PageOptions } from '../options.ts';
import { channelsOf, peopleOf, type Screen } from '../screen.ts';
import { renderFace } from './face.ts';

const KINDS: Readonly<Record<Person['kind'], string>> = {
  member: 'Member',
  guest: 'Guest',
  single_channel_guest: 'Guest of one channel',
  bot: 'App',
  deactivated: 'Deactivated',
  stranger: 'Of another organization',
};

/** The people to choose from. */
export function renderPeople(screen: Screen, options: PageOptions): ReactNode {
  const rows = peopleOf(options).map((person) => {
    const isChosen = person.id === screen.person.id;
    return createElement(
      'button',
      {
        type: 'button',
        className: 'person',
        'data-key': person.id,
        'data-person': person.id,
        'aria-pressed': isChosen,
      },
      renderFace(options, person.id, person.realName),
      createElement(
        'span',
        { className: 'person-words' },
        createElement('span', { className: 'person-name' }, person.realName),
        createElement('span', { className: 'person-role' }, roleOf(person, options)),
      ),
    );
  });
  return createElement(Fragment, null, ...rows);
}

function roleOf(person: Person, { roles = {} }: PageOptions): string {
  const role = own(roles, person.id);
  const kind = person.kind === 'member' && role !== undefined ? undefined : KINDS[person.kind];
  return [...new Set([kind, role])].filter((word) => word !== undefined).join(', ');
}

/** The person's channels and their direct message with the bot. */
export function renderChannels(screen: Screen, options: PageOptions): ReactNode {
  const rows = channelsOf(options, screen.person).map((channel) =>
    createElement(
      'button',
      {
        type: 'button',
        className: 'channel',
        'data-key': channel.id,
        'data-channel': channel.id,
        'aria-current': channel.id === screen.channel?.id ? 'page' : undefined,
      },
      nameOf(channel, options),
    ),
  );
  return createElement(Fragment, null, ...rows);
}

/** `# general`, or the bot's name for its direct message. */
export function nameOf(channel: Channel, { slack }: PageOptions): string {
  return isDirect(channel) ? slack.installation.botName : `# ${channel.name}`;
}
