import { type Channel, canSee } from './channels.ts';
import type { Deliveries, DeliverOptions, Delivery, DeliveryFailure } from './deliveries.ts';
import { SLACKBOT } from './ephemerals.ts';
import type { JsonObject } from './json.ts';
import type { Message } from './messages.ts';
import { enterpriseFields, issueResponseUrl, payloadChannelName } from './payload-parts.ts';
import type { Person } from './people.ts';
import { respondTo } from './post-response.ts';
import { ApiRefusal } from './refusal.ts';
import type { World } from './world.ts';

/** The result of a slash command. */
export interface Said {
  readonly delivery: Delivery;
  /** Slack's message to the person if the bot did not acknowledge. */
  readonly failure: DeliveryFailure | undefined;
  readonly channel: string;
  readonly triggerId: string;
  readonly responseUrl: string;
}

/** Types an ordinary message. */
export function writeMessage(
  world: World,
  personId: string,
  channelId: string,
  text: string,
  threadTs?: string,
): Message {
  const { person, channel } = requireWriter(world, personId, channelId);
  return world.messages.post({ channel: channel.id, author: person.id, text, blocks: [], threadTs });
}

/** Types a slash command. Resolves when Slack knows the result. */
export async function sayCommand(
  world: World,
  deliveries: Deliveries,
  said: { readonly personId: string; readonly channelId: string; readonly text: string },
  options: DeliverOptions = {},
): Promise<Said> {
  const { person, channel } = requireWriter(world, said.personId, said.channelId);
  const target = { person: person.id, channel: channel.id, message: undefined };
  const triggerId = world.triggers.issue(person.id);
  const responseUrl = issueResponseUrl(world, target);
  const payload: JsonObject = {
    ...commandPayload(world, person, channel, said.text),
    response_url: responseUrl,
    trigger_id: triggerId,
  };
  const { delivery, attempt } = await deliveries.deliver(
    { kind: 'slash_commands', payload, acceptsAnswer: true },
    options,
  );
  const command = String(payload.command);
  let { failure } = attempt;
  if (failure === undefined && attempt.answer !== undefined) {
    failure = showAnswer(() => respondTo(world, target, attempt.answer ?? {}));
  }
  if (failure !== undefined) showFailure(world, person.id, channel.id, `${command} failed with the error "${failure}"`);
  return { delivery, failure, channel: channel.id, triggerId, responseUrl };
}

function showAnswer(show: () => void): DeliveryFailure | undefined {
  try {
    show();
    return undefined;
  } catch (refusal) {
    if (refusal instanceof ApiRefusal) return 'dispatch_failed';
    throw refusal;
  }
}

/** Slack's own message to a person if the bot did not answer. */
export function showFailure(world: World, person: string, channel: string, text: string): void {
  world.ephemerals.show({ channel, for: person, author: SLACKBOT, text, blocks: [] });
}

function commandPayload(world: World, person: Person, channel: Channel, text: string): JsonObject {
  const { installation } = world;
  const [, command = '', rest = ''] = text.trim().match(/^(\S+)\s*([\s\S]*)$/) ?? [];
  return {
    token: installation.verificationToken,
    team_id: person.teamId,
    team_domain: person.teamId === installation.team.id ? installation.team.domain : 'stranger',
    ...enterpriseFields(world),
    channel_id: channel.id,
    channel_name: payloadChannelName(channel),
    user_id: person.id,
    user_name: person.name,
    command,
    text: rest,
    api_app_id: installation.appId,
    is_enterprise_install: 'false',
  };
}

function requireWriter(world: World, personId: string, channelId: string): { person: Person; channel: Channel } {
  const person = world.people.get(personId);
  const channel = world.channels.get(channelId);
  const cannot = (why: string) => new Error(`${person.name} cannot write in ${channelId}: ${why}.`);
  if (person.kind === 'deactivated') throw cannot('their account is deactivated');
  if (!canSee(person, channel)) throw cannot('they do not see it');
  if (!channel.members.has(person.id)) throw cannot('they have not joined it');
  if (channel.isArchived) throw cannot('it is archived');
  return { person, channel };
}
