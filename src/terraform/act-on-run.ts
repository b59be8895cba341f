import { cutText } from '../domain/clean-text.ts';
import { type Decide, type RunActionAnswer, Unreachable } from '../flows/ports/hcp-terraform.ts';
import { type Access, hostOf, unreachableBy } from './calling/access.ts';
import { decideInTurn } from './calling/decide-in-turn.ts';
import { type Answer, NoAnswer } from './calling/exchange.ts';
import { isRenewed } from './calling/is-renewed.ts';
import { waitOf } from './calling/rate-limit.ts';
import { CHANGING_CALL, NotSent } from './calling/send-in-time.ts';
import { NoTurn } from './calling/waiting-calls.ts';

/** Our own limit, since none is documented (characters). */
const COMMENT_LIMIT = 1_000;

export type RunAction = 'apply' | 'discard' | 'cancel';

/**
 * Confirms, discards or cancels a run. Waits for the rate limit, then calls `decide`, which returns the comment to
 * send. A 202 only queues the action; the next poll shows its effect. Not retried, except after a 401 with a new token:
 * nothing was done then, and the retry calls `decide` again. Throws `Unreachable`, and what `decide` throws.
 */
export async function actOnRun(
  access: Access,
  runId: string,
  action: RunAction,
  decide: Decide<string>,
): Promise<RunActionAnswer> {
  const path = `/runs/${encodeURIComponent(runId)}/actions/${action}`;
  let sent = await send(access, path, decide);
  if (sent?.answer.status === 401 && isRenewed(access.actingToken, sent.token)) sent = await send(access, path, decide);
  if (sent === undefined) return 'not_sent';
  const { answer } = sent;
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
    case 400:
    case 422:
      return 'rejected';
    default:
      throw unreachableBy(access, path, answer);
  }
}

/** `undefined` if `decide` returned no comment, so nothing was sent. */
async function send(
  access: Access,
  path: string,
  decide: Decide<string>,
): Promise<{ readonly answer: Answer; readonly token: string } | undefined> {
  try {
    const comment = await decideInTurn(access.budget, decide);
    if (comment === undefined) return undefined;
    const body = { comment: cutText(comment, COMMENT_LIMIT) };
    const token = access.actingToken.current();
    const answer = await access.exchange({
      method: 'POST',
      path,
      body,
      token,
      ...CHANGING_CALL,
    });
    if (answer.status < 500) access.gate.open();
    if (answer.status === 429) access.budget.hold(waitOf(answer, access.clock.now()));
    return { answer, token };
  } catch (error) {
    if (error instanceof NoTurn) throw new Unreachable(`${path} was not sent: ${error.message}`, 429);
    if (error instanceof NotSent) throw new Unreachable(`${path} was not sent: ${error.message}`);
    if (error instanceof NoAnswer) throw new Unreachable(`${hostOf(access)} gave ${error.message} to ${path}`);
    throw error;
  }
}
