import { approverLists } from '../../domain/entry.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { mentionList, mentionPerson } from './mrkdwn.ts';

/** The people who can confirm or discard a planned run: the approvers, or the requesters if nobody has to approve. */
export function mentionMovers(request: ActionRequest): string {
  const { entry } = request.asked;
  const lists = approverLists(entry);
  if (lists.length > 0) return lists.map(mentionList).join(' or ');
  const innermost = entry.requesters.at(-1);
  return innermost === undefined || innermost.everyone ? mentionPerson(request.requester) : mentionList(innermost);
}
