import type { RunActionAnswer } from '../flows/hcp-terraform.ts';
import { Unreachable } from '../flows/hcp-terraform.ts';
import type { Identity } from './identity.ts';

/** HCP Terraform shows a comment whole; ours never comes near what it takes. */
const COMMENT = 1_000;

/** Confirms, discards or cancels. 202 only queues it: what became of it is told by the next reading. Throws `Unreachable`. */
export async function actOnRun(
  identity: Identity,
  runId: string,
  verb: 'apply' | 'discard' | 'cancel',
  comment: string,
): Promise<RunActionAnswer> {
  const path = `/runs/${encodeURIComponent(runId)}/actions/${verb}`;
  const answer = await identity.once('POST', path, { comment: [...comment].slice(0, COMMENT).join('') });
  if (answer.status >= 200 && answer.status < 300) return 'accepted';
  if (answer.status === 409) return 'not_allowed';
  if (answer.status === 401 && identity.token.reread()) throw new Unreachable('the token was renewed', 401);
  if ([401, 403, 404].includes(answer.status)) return 'forbidden';
  throw new Unreachable(`answered ${answer.status}`, answer.status);
}
