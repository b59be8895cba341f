import type { ActionRequest } from '../../domain/request.ts';
import { findThoseWhoCanAct } from '../../flows/guarding/find-approvers.ts';
import type { Taken } from '../../flows/ports/outbox.ts';
import { isElsewhere } from './post-message.ts';
import type { SendDeps } from './send-deps.ts';

/** Why a request has left its channel: it is shared with another team now. */
const SHARED = 'shared_channel';

export const hasLeft = ({ directly }: ActionRequest): boolean => directly?.because === SHARED;

/**
 * Whether outsiders would read a post here, by a reading at most a minute old. A yes is checked again, since a request
 * that leaves its channel never returns. Throws if that cannot be found out; then nothing is posted.
 */
export async function isReadByOutsiders(
  { team }: Pick<SendDeps, 'team'>,
  { item, request }: Pick<Taken, 'item' | 'request'>,
): Promise<boolean> {
  return request.directly === undefined && isShared(team, item.channel);
}

export async function isShared(team: SendDeps['team'], channel: string): Promise<boolean> {
  if ((await team.recentChannel(channel))?.sharedWithOutsiders !== true) return false;
  return (await team.readChannel(channel))?.sharedWithOutsiders === true;
}

export async function leaveChannel({ outbox }: SendDeps, { item }: Taken): Promise<void> {
  // The link where it was asked is only a convenience; the request itself is in another channel.
  if (isElsewhere(item)) await outbox.sent(item);
  else await outbox.tellDirectly(item, { because: SHARED }, 'leaves');
}

/** The requester has been told. Everybody who can act is told as well. */
export async function askThoseWhoCanAct({ team, outbox }: SendDeps, request: ActionRequest): Promise<void> {
  if (hasLeft(request)) await outbox.askDirectly(request, await findThoseWhoCanAct(team, request));
}
