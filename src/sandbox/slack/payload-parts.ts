import { enterpriseOf } from './installation.ts';
import type { JsonObject } from './json.ts';
import type { Person } from './people.ts';
import type { ResponseTarget } from './response-urls.ts';
import type { World } from './world.ts';

/** The fields of every interactive payload about the app, the team and the person. */
export function interactionParts(world: World, person: Person): JsonObject {
  const { installation } = world;
  const { team } = installation;
  return {
    user: { id: person.id, username: person.name, name: person.name, team_id: person.teamId },
    team: { id: team.id, domain: team.domain, ...enterpriseFields(world) },
    enterprise: enterpriseOf(team) ?? null,
    is_enterprise_install: false,
    api_app_id: installation.appId,
    token: installation.verificationToken,
  };
}

export function enterpriseFields(world: World): JsonObject {
  const enterprise = enterpriseOf(world.installation.team);
  return enterprise === undefined ? {} : { enterprise_id: enterprise.id, enterprise_name: enterprise.name };
}

export function issueResponseUrl(world: World, target: ResponseTarget): string {
  return `${world.origin()}${world.responseUrls.issue(target)}`;
}

/** A channel's name in payloads. Slack hides the names of private channels and direct messages. */
export function payloadChannelName(channel: {
  readonly id: string;
  readonly name: string;
  readonly isPrivate: boolean;
}): string {
  if (channel.id.startsWith('D')) return 'directmessage';
  return channel.isPrivate ? 'privategroup' : channel.name;
}
