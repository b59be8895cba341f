import type { Entry } from '../../domain/entry.ts';
import type { ChannelId } from '../../domain/person.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { sentence, theChannel } from '../../domain/sentence.ts';
import type { Channel, SlackTeam } from '../ports/slack-team.ts';
import { readUsableChannel } from './read-rights.ts';

/** Where an entry's request message is posted, and where it was asked if that is another channel. */
export const placeRequest = (
  entry: Entry,
  asked: ChannelId,
): { readonly channel: ChannelId; readonly askedIn?: ChannelId } =>
  entry.postTo === undefined || entry.postTo === asked ? { channel: asked } : { channel: entry.postTo, askedIn: asked };

/** The channel where it was asked gets a link. In a direct message the private answer is enough. */
export const isAskedElsewhere = ({ askedIn }: ActionRequest): boolean =>
  askedIn !== undefined && !askedIn.startsWith('D');

/** Both channels have to be usable, and the approvers have to see the message. */
export async function refusePlaces(
  team: Pick<SlackTeam, 'readChannel'>,
  entry: Entry,
  asked: ChannelId,
): Promise<Refusal | undefined> {
  const here = await readUsableChannel(team, asked);
  if (here instanceof Refusal) return here;
  const { channel } = placeRequest(entry, asked);
  if (channel === asked) return refuseUnseen(entry, here);
  const there = await readUsableChannel(team, channel);
  return there instanceof Refusal ? refuseThere(there, channel) : refuseUnseen(entry, there);
}

/**
 * The same for the private confirmation. Nothing is posted before Run it, which reads the channels again, so readings
 * up to a minute old suffice. A refusal is checked again, since somebody may just have invited the bot.
 */
export async function refusePlacesOfAsking(
  team: SlackTeam,
  entry: Entry,
  asked: ChannelId,
): Promise<Refusal | undefined> {
  const unusable = await refusePlaces({ readChannel: team.recentChannel }, entry, asked);
  return unusable === undefined ? undefined : refusePlaces(team, entry, asked);
}

const refuseThere = ({ code }: Refusal, channel: ChannelId): Refusal =>
  code === 'shared_channel'
    ? new Refusal(
        code,
        'The allowlist posts this request in a channel that is shared with people outside this Slack team. Nothing was run.',
        sentence`Change the allowlist's post_to from ${theChannel(channel)} to a channel of your own team.`,
      )
    : new Refusal(
        code,
        "I can't post in the channel that the allowlist names for this request.",
        sentence`Invite me to ${theChannel(channel)} with \`/invite @tf-action\`, then ask again.`,
      );

/** Approvers have to see it. */
export function refuseUnseen(entry: Entry, channel: Channel): Refusal | undefined {
  if (channel.kind !== 'direct_message' || entry.approval.required.length === 0) return undefined;
  return new Refusal(
    'not_in_direct_message',
    "Others have to approve this, and they can't see a direct message.",
    'Ask in a channel that the approvers can see.',
  );
}
