import type { ActionRequest } from '../../domain/request.ts';
import type { Run } from '../../domain/run.ts';
import type { RunDeps } from '../guarding/recheck-request.ts';
import { RefusedToAct, type RunActionAnswer, STATUS_OF } from '../ports/hcp-terraform.ts';
import { waitForPerson } from '../waiting/wait-for-person.ts';

/**
 * After this long, a run that can be confirmed but whose confirmation is refused is handed to a person (milliseconds).
 */
const REFUSED_FOR = 60_000;

/**
 * Records HCP Terraform's answer to the confirmation. A first 409 usually means that an earlier confirmation is queued.
 * A lasting refusal is handed to people, who can find out the reason. A refused token is tried again, since operators
 * renew it without anybody in Slack.
 */
export async function keepConfirmationAnswer(
  deps: RunDeps,
  request: ActionRequest,
  run: Run,
  answer: Exclude<RunActionAnswer, 'not_sent'>,
): Promise<void> {
  const now = new Date(deps.clock.now());
  const isRefused = answer !== 'accepted' && answer !== 'token_refused';
  const since = isRefused ? (request.confirmRefusedSince ?? now) : undefined;
  if (isRefused && now.getTime() - (since?.getTime() ?? 0) >= REFUSED_FOR)
    return waitForPerson(deps, request, 'confirm_refused', { answered: STATUS_OF[answer] });
  const audit = { kind: 'run.confirmed', request: request.id, actor: 'bot', facts: { run: run.id, answer } } as const;
  const isNews = since?.getTime() !== request.confirmRefusedSince?.getTime();
  // If somebody else moves the request at this moment, the next answer counts.
  const move = { event: 'note', change: { confirmRefusedSince: since ?? null }, audit } as const;
  if (!isNews || (await deps.requests.move(request, move)) === undefined) await deps.requests.note(audit);
  const isRepeated = request.confirmRefusedSince !== undefined;
  if (answer !== 'accepted' && (answer !== 'not_allowed' || isRepeated)) throw new RefusedToAct('confirm', run, answer);
}
