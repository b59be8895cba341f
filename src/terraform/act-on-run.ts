import { cutText } from '../domain/clean-text.ts';
import { type RunActionAnswer, Unreachable } from '../flows/hcp-terraform.ts';
import { type Access, hostOf, unreachableBy } from './access.ts';
import { NoTurn } from './budget.ts';
import { type Answer, NoAnswer } from './exchange.ts';
import { waitOf } from './rate-limit.ts';
import { isRenewed } from './secret.ts';

/** From the call to the end of its answer, and before it for a turn (milliseconds). */
const ANSWERED_WITHIN = 20_000;
const TURN_WITHIN = 10_000;
/** Ours: no limit is documented (characters). */
const COMMENT_LIMIT = 1_000;

export type RunAction = 'apply' | 'discard' | 'cancel';

/**
 * Confirms, discards or cancels. 202 only queues it; what became of it is told by the next reading. Not repeated, save
 * where a 401 says that nothing was done and there is a new token. Throws `Unreachable`.
 */
export async function actOnRun(
  access: Access,
  runId: string,
  action: RunAction,
  comment: string,
): Promise<RunActionAnswer> {
  const path = `/runs/${encodeURIComponent(runId)}/actions/${action}`;
  const body = { comment: cutText(comment, COMMENT_LIMIT) };
  const token = access.actingToken.current();
  let answer = await send(access, path, body, token);
  if (answer.status === 401 && isRenewed(access.actingToken, token)) {
    answer = await send(access, path, body, access.actingToken.current());
  }
  access.log.debug({ path, status: answer.status }, 'HCP Terraform answered');
  switch (answer.status) {
    case 200:
    case 202:
      return 'accepted';
    case 409:
      return 'not_allowed';
    case 401:
      return 'token_refused';
    case 403:
    case 404:
      return 'forbidden';
    default:
      throw unreachableBy(access, path, answer);
  }
}

async function send(access: Access, path: string, body: object, token: string): Promise<Answer> {
  try {
    await access.budget.takeTurn({ urgency: 'act', patience: TURN_WITHIN });
    const answer = await access.exchange({ method: 'POST', path, body, token, within: ANSWERED_WITHIN });
    if (answer.status < 500) access.gate.open();
    if (answer.status === 429) access.budget.hold(waitOf(answer, access.clock.now()));
    return answer;
  } catch (error) {
    if (error instanceof NoTurn) throw new Unreachable(`${path} was not sent: ${error.message}`, 429);
    if (error instanceof NoAnswer) throw new Unreachable(`${hostOf(access)} gave ${error.message} to ${path}`);
    throw error;
  }
}
