import pLimit from 'p-limit';
import { type ChannelFacts, channelsIn, peopleToRead, type TeamReading } from '../../domain/check-people.ts';
import type { Allowlist } from '../../domain/entry.ts';
import type { PersonId, Standing } from '../../domain/person.ts';
import { CouldNotFindOut } from '../guarding/could-not-find-out.ts';
import type { Clock } from '../ports/clock.ts';
import type { SlackDirectory } from '../ports/slack-directory.ts';
import type { SlackTeam } from '../ports/slack-team.ts';

export interface ReadTeamDeps {
  readonly team: Pick<SlackTeam, 'standingOf' | 'readChannel'>;
  readonly directory: Pick<SlackDirectory, 'listUserGroups'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** The most people looked up. Slack allows about 100 such calls a minute, and decisions need some of them. */
const MOST_PEOPLE = 60;
/** Calls in parallel. */
const AT_ONCE = 5;

/** Everything in the Slack team that the allowlist names. Throws `CouldNotFindOut`. */
export async function readTeamOf({ team, directory, clock }: ReadTeamDeps, allowlist: Allowlist): Promise<TeamReading> {
  const readAt = new Date(clock.now());
  const listed = await directory.listUserGroups();
  const groups = listed && new Map(listed.map((group) => [group.id, group]));
  const limit = pLimit(AT_ONCE);
  const people = peopleToRead(allowlist, groups).slice(0, MOST_PEOPLE);
  const readPerson = async (id: PersonId): Promise<[PersonId, Standing]> => [
    id,
    await orSay(`person ${id}`, team.standingOf(id)),
  ];
  const readChannel = async (id: string): Promise<[string, ChannelFacts | undefined]> => [
    id,
    await orSay(`channel ${id}`, team.readChannel(id)),
  ];
  const [standings, channels] = await Promise.all([
    Promise.all(people.map((id) => limit(() => readPerson(id)))),
    Promise.all(channelsIn(allowlist).map((id) => limit(() => readChannel(id)))),
  ]);
  return { ...{ readAt, groups }, standings: new Map(standings), channels: new Map(channels) };
}

/** The readings' own messages are for people who wait for a decision. */
async function orSay<Value>(what: string, reading: Promise<Value>): Promise<Value> {
  try {
    return await reading;
  } catch (error) {
    throw error instanceof CouldNotFindOut ? new CouldNotFindOut(`It did not answer about ${what}.`, error) : error;
  }
}
