import { type Channel, canSee, isDirect } from '../slack/channels.ts';
import type { Person } from '../slack/people.ts';
import { type PageOptions, workspacesOf } from './options.ts';

/** What one browser shows: its person, and where they look. */
export interface Screen {
  readonly person: Person;
  readonly channel: Channel | undefined;
  /** The timestamp of the parent message, if a thread of this channel is open. */
  readonly thread: string | undefined;
  readonly workspace: string | undefined;
  /** The time zone of dates. */
  readonly timezone: string;
}

/** Reads the browser's address. Missing or invalid parts get their defaults. */
export function readScreen(query: URLSearchParams, options: PageOptions): Screen {
  const { slack } = options;
  const people = peopleOf(options);
  const person = pick(people, query.get('person'), options.startAs);
  if (person === undefined) throw new Error('The Slack sandbox has no people. Add some with addPerson first.');
  const channel = pick(channelsOf(options, person), query.get('channel'), options.startIn);
  const wanted = query.get('thread');
  const isThere = wanted !== null && channel !== undefined && slack.message(channel.id, wanted) !== undefined;
  const workspaces = workspacesOf(options);
  const workspace = workspaces.find((name) => name === query.get('workspace')) ?? options.workspace ?? workspaces[0];
  const timezone = readTimezone(person, query.get('zone'));
  return { person, channel, thread: isThere ? wanted : undefined, workspace, timezone };
}

/** The people to choose from. */
export function peopleOf({ slack }: PageOptions): readonly Person[] {
  return slack.people.filter(({ kind }) => kind !== 'bot');
}

/** The channels in this person's list, direct messages last. */
export function channelsOf({ slack }: PageOptions, person: Person): readonly Channel[] {
  const seen = slack.channels.filter((channel) => canSee(person, channel) && !channel.isArchived);
  return seen.toSorted((a, b) => Number(isDirect(a)) - Number(isDirect(b)));
}

function pick<Item extends { readonly id: string }>(
  items: readonly Item[],
  wanted: string | null,
  first: string | undefined,
): Item | undefined {
  return items.find(({ id }) => id === wanted) ?? items.find(({ id }) => id === first) ?? items[0];
}

/** A person's own time zone. UTC, the default, is replaced by the browser's time zone. */
function readTimezone(person: Person, ofBrowser: string | null): string {
  return person.timezone === 'UTC' && ofBrowser !== null && isTimezone(ofBrowser) ? ofBrowser : person.timezone;
}

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
