import { isSettled } from '../../domain/lifecycle.ts';
import type { ActionRequest, Away } from '../../domain/request.ts';
import { CouldNotFindOut } from '../guarding/could-not-find-out.ts';
import { OlderAllowlist } from '../guarding/last-check.ts';
import type { Clock } from '../ports/clock.ts';
import { NoConnection, RefusedToAct, Unreachable } from '../ports/hcp-terraform.ts';
import type { RequestStore } from '../ports/request-store.ts';

/** The result of a step that asked neither service. */
export const NOTHING_TO_DO = 'nothing to do';

/** Replicas read a new file within seconds of each other, which is not worth reporting (milliseconds). */
const SAID_AFTER = 30_000;

/** When the request entered its current state. */
const lastMoveOf = ({ askedAt, approvedAt, runReadAt }: ActionRequest): number =>
  (runReadAt ?? approvedAt ?? askedAt).getTime();

/** During a rollout, a replica may lack a connection for a moment (milliseconds). */
const TOLD_AFTER = 5 * 60_000;

interface AwayDeps {
  readonly requests: RequestStore;
  readonly clock: Clock;
}

/**
 * Runs a background step and records on the request whether HCP Terraform or Slack is unreachable or refuses. The mark
 * is cleared by the next step that gets through. Rethrows, so that the job is retried. A step that asked nobody returns
 * `NOTHING_TO_DO`.
 */
export async function trackOutage(
  deps: AwayDeps,
  requestId: string,
  step: () => Promise<unknown>,
  // What is shown was true at the latest when the step began to ask.
  since: Date = new Date(deps.clock.now()),
): Promise<void> {
  try {
    if ((await step()) === NOTHING_TO_DO) return;
  } catch (error) {
    const away = awayBy(error, since);
    if (away !== undefined) await note(deps, requestId, away);
    throw error;
  }
  await note(deps, requestId, undefined);
}

/** `undefined` for errors that concern neither service. */
function awayBy(error: unknown, since: Date): Away | undefined {
  if (error instanceof CouldNotFindOut) return { what: 'slack', since };
  if (error instanceof RefusedToAct) {
    const { act, runId: run, runStatus } = error;
    return { what: 'hcp_terraform', since, ...answeredWith(error.status), refused: { act, run, runStatus } };
  }
  if (error instanceof NoConnection) return { what: 'hcp_terraform', since, why: 'no_connection' };
  if (error instanceof OlderAllowlist) return { what: 'hcp_terraform', since, why: 'older_allowlist' };
  return error instanceof Unreachable ? { what: 'hcp_terraform', since, ...answeredWith(error.status) } : undefined;
}

/** A gateway's 5xx comes from the service's address, so the service counts as away. */
function answeredWith(status: number | undefined): Pick<Away, 'status' | 'why'> {
  if (status === undefined || status < 400 || status >= 500) return {};
  return { status, ...(status === 401 ? { why: 'token' as const } : {}) };
}

const isSame = (one: ActionRequest['away'], other: ActionRequest['away']): boolean =>
  one?.what === other?.what &&
  one?.status === other?.status &&
  one?.why === other?.why &&
  one?.refused?.act === other?.refused?.act &&
  one?.refused?.run === other?.refused?.run;

async function note(deps: AwayDeps, requestId: string, away: ActionRequest['away']): Promise<void> {
  const request = await deps.requests.find(requestId);
  if (request === undefined || isSettled(request.state) || request.state === 'unconfirmed') return;
  if (away?.why === 'older_allowlist' && deps.clock.now() - lastMoveOf(request) < SAID_AFTER) return;
  if (isSame(request.away, away)) return tellThread(deps, request);
  await deps.requests.move(request, {
    event: 'note',
    change: { away: away ?? null },
    audit: {
      kind: away === undefined ? 'service.back' : 'service.away',
      request: requestId,
      actor: 'bot',
      facts: {
        service: away?.what ?? request.away?.what ?? null,
        why: away?.why ?? null,
        status: away?.status ?? null,
        refused: away?.refused?.act ?? null,
      },
    },
  });
}

/** A service that is away comes back on its own. A connection that was removed does not, so the requester is told. */
async function tellThread(deps: AwayDeps, request: ActionRequest): Promise<void> {
  const { away } = request;
  if (away?.why !== 'no_connection' || away.told || deps.clock.now() - away.since.getTime() < TOLD_AFTER) return;
  await deps.requests.move(request, {
    event: 'note',
    change: { away: { ...away, told: true } },
    audit: {
      kind: 'service.no_connection',
      request: request.id,
      actor: 'bot',
      facts: { connection: request.asked.entry.connection ?? null },
    },
    milestones: [{ kind: 'connection_gone' }],
  });
}
