import { Refusal } from '../../domain/refusal.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { sentence, theTime } from '../../domain/sentence.ts';
import { isOutOfTime } from '../../domain/time-limit.ts';
import { type ExpireDeps, expireRequest } from './expire-request.ts';

/**
 * Refuses a click that would let a request go ahead after its deadline. The request expires at once, unless a freeze
 * has extended its time.
 */
export async function refuseLate(deps: ExpireDeps, request: ActionRequest): Promise<Refusal | undefined> {
  const { deadline } = request;
  if (deadline === undefined || !isOutOfTime(request, deps.clock.now())) return undefined;
  await expireRequest(deps, request.id);
  const now = await deps.requests.find(request.id);
  if (now?.state === request.state && now.ending === undefined && !isOutOfTime(now, deps.clock.now())) return undefined;
  return new Refusal(
    'request_moved_on',
    sentence`The deadline of this request passed at ${theTime(deadline)}.`,
    'Ask again with `/tf-action`.',
  );
}
