import type { SandboxClock } from '../clock.ts';
import { type CallLog, createCallLog } from './calls.ts';
import { type Changes, createChanges } from './changes.ts';
import { type Channels, createChannels } from './channels.ts';
import { createEphemerals, type Ephemerals } from './ephemerals.ts';
import { createFaults, type Faults } from './faults.ts';
import { createIdentifiers, type Identifiers } from './identifiers.ts';
import type { Installation } from './installation.ts';
import { createMessages, type Messages } from './messages.ts';
import { createPeople, type People } from './people.ts';
import { createRateLimiter, type RateLimit, type RateLimiter } from './rate-limit.ts';
import { createResponseUrls, type ResponseUrls } from './response-urls.ts';
import { createTriggers, type Triggers } from './triggers.ts';
import { createUserGroups, type UserGroups } from './user-groups.ts';
import { createViews, type Views } from './views.ts';

/** The complete state of the team. */
export interface World {
  /** The people's clock, which also measures how long they wait. */
  readonly clock: SandboxClock;
  /** Slack's clock, for timestamps of messages and calls and for rate limits. */
  readonly serverClock: SandboxClock;
  readonly installation: Installation;
  readonly changes: Changes;
  readonly identifiers: Identifiers;
  readonly people: People;
  readonly channels: Channels;
  readonly userGroups: UserGroups;
  /** Only paying teams have user groups. */
  readonly isPaid: boolean;
  readonly messages: Messages;
  readonly ephemerals: Ephemerals;
  readonly views: Views;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  readonly log: CallLog;
  readonly faults: Faults;
  /** Of the header `Date`. */
  readonly ahead: { milliseconds: number };
  readonly rateLimiter: RateLimiter;
  /** `http://127.0.0.1:1234`, without a trailing slash. Set once the server listens. */
  readonly origin: () => string;
}

export function createWorld(given: {
  readonly clock: SandboxClock;
  readonly serverClock: SandboxClock;
  readonly installation: Installation;
  readonly isPaid: boolean;
  readonly rateLimits: Readonly<Record<string, RateLimit>> | 'off';
  readonly origin: () => string;
}): World {
  const { clock, serverClock, installation } = given;
  const changes = createChanges();
  const identifiers = createIdentifiers(serverClock, installation.appId);
  return {
    clock,
    serverClock,
    installation,
    changes,
    identifiers,
    people: createPeople(installation.team, changes),
    channels: createChannels(clock.now, identifiers, changes),
    userGroups: createUserGroups(),
    isPaid: given.isPaid,
    messages: createMessages(identifiers, changes),
    ephemerals: createEphemerals(identifiers, changes),
    views: createViews(identifiers, changes),
    triggers: createTriggers(clock, identifiers),
    responseUrls: createResponseUrls(clock, identifiers, installation.team.id),
    log: createCallLog(changes),
    faults: createFaults(),
    ahead: { milliseconds: 0 },
    rateLimiter: createRateLimiter(serverClock, given.rateLimits),
    origin: given.origin,
  };
}
