import { approverLists } from '../../domain/entry.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { mentionList, mentionPerson } from './mrkdwn.ts';

/** Those who may move a planned run on: the approvers, or the requesters where nobody has to approve. */
export function mentionMovers(request: ActionRequest): string {
  const { entry } = request.asked;
  const lists = approverLists(entry);
  if (lists.length > 0) return lists.map(mentionList).join(' or ');
  const innermost = entry.requesters.at(-1);
  return innermost === undefined || innermost.everyone ? mentionPerson(request.requester) : mentionList(innermost);
}
