import { isSettled } from '../domain/lifecycle.ts';
import type { ActionRequest } from '../domain/request.ts';
import type { Clock } from './clock.ts';
import { CouldNotFindOut } from './could-not-find-out.ts';
import { Unreachable } from './hcp-terraform.ts';
import type { RequestRecord } from './request-record.ts';

/** What a step gives that asked nobody. */
export const NOTHING_TO_DO = 'nothing to do';

interface AwayDeps {
  readonly record: RequestRecord;
  readonly clock: Clock;
}

/**
 * Does a step of the bot's own for a request. Where HCP Terraform or Slack could not be asked, the request says so until
 * a step that asks them gets through again; the error goes on to whoever tries again. A step that found nothing to do says
 * so, since it asked nobody.
 */
export async function whileAway(
  deps: AwayDeps,
  requestId: string,
  step: () => Promise<unknown>,
  // What is shown was true at the latest when the step began to ask.
  since: Date = new Date(deps.clock.now()),
): Promise<void> {
  try {
    if ((await step()) === NOTHING_TO_DO) return;
  } catch (error) {
    const what =
      error instanceof Unreachable ? 'hcp_terraform' : error instanceof CouldNotFindOut ? 'slack' : undefined;
    const refused = error instanceof Unreachable && error.status === 401;
    if (what !== undefined) await note(deps, requestId, { what, since, ...(refused ? { why: 'token' } : {}) });
    throw error;
  }
  await note(deps, requestId, undefined);
}

async function note(deps: AwayDeps, requestId: string, away: ActionRequest['away']): Promise<void> {
  const request = await deps.record.find(requestId);
  if (request === undefined || isSettled(request.state) || request.state === 'unconfirmed') return;
  if (request.away?.what === away?.what && request.away?.why === away?.why) return;
  await deps.record.move(request, {
    event: 'note',
    change: { away: away ?? null },
    audit: {
      kind: away === undefined ? 'service.back' : 'service.away',
      request: requestId,
      actor: 'bot',
      facts: { service: away?.what ?? request.away?.what ?? null, why: away?.why ?? null },
    },
  });
}
