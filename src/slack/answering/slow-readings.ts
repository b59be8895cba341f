import type { PersonId } from '../../domain/person.ts';
import { type Clock, sleep } from '../../flows/ports/clock.ts';
import type { SlackTeam } from '../../flows/ports/slack-team.ts';
import { renderCounts, renderStillWaiting, sayWhatIsRead } from '../views/slow-readings.ts';
import type { Answer } from './answer.ts';
import { type ReplyRoute, type TellDeps, tellPrivately } from './tell-privately.ts';

/** After this long, the person is told what they are waiting for (milliseconds). */
const TOLD_AFTER = 2_000;
/** A reading that starts late gets this long before the person is told (milliseconds). */
const SHORTEST = 500;

interface SlowDeps extends TellDeps {
  readonly team: SlackTeam;
  readonly clock: Clock;
}

/**
 * Runs what somebody asked for. If Slack is slow to say who they are or who is in a user group, they are told
 * privately, once, that it takes longer; the result follows.
 */
export async function tellIfSlow<Deps extends SlowDeps>(
  deps: Deps,
  route: ReplyRoute,
  what: string,
  work: (deps: Deps) => Promise<Answer>,
): Promise<Answer> {
  const begun = deps.clock.now();
  let notice: Promise<void> | undefined;
  const tell = (whatIsRead: string): void => {
    // If the notice cannot be sent, the person still gets the result.
    notice ??= tellPrivately(deps, { ...route, replaces: false }, renderStillWaiting(what, whatIsRead)).catch(
      () => undefined,
    );
  };
  const watch = async <Value>(reading: Promise<Value>, whatIsRead: string): Promise<Value> => {
    const done = new AbortController();
    const wait = Math.max(SHORTEST, begun + TOLD_AFTER - deps.clock.now());
    sleep(deps.clock, wait, done.signal).then(
      () => tell(whatIsRead),
      () => undefined,
    );
    try {
      return await reading;
    } finally {
      done.abort();
    }
  };
  try {
    const answer = await work({ ...deps, team: watchTeam(deps.team, route.person, watch) });
    return answer ?? (notice === undefined ? undefined : renderCounts(what));
  } finally {
    await notice;
  }
}

type Watch = <Value>(reading: Promise<Value>, whatIsRead: string) => Promise<Value>;

/** The readings that a decision waits for. All others give up at once. */
const watchTeam = (team: SlackTeam, self: PersonId, watch: Watch): SlackTeam => ({
  ...team,
  standingOf: (person) => watch(team.standingOf(person), sayWhatIsRead({ person, isSelf: person === self })),
  readUserGroups: (groups) => watch(team.readUserGroups(groups), sayWhatIsRead({ groups })),
  readChannel: (channel) => watch(team.readChannel(channel), sayWhatIsRead({ channel })),
});
