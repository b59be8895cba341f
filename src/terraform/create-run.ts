import type { SentAttribute, SentRelationship } from '../domain/planned-run.ts';
import type { Creation, Decide, RunToCreate } from '../flows/ports/hcp-terraform.ts';
import { type Access, secretsOf } from './calling/access.ts';
import { decideInTurn } from './calling/decide-in-turn.ts';
import { wordsOf } from './calling/error-document.ts';
import { type Answer, NoAnswer } from './calling/exchange.ts';
import { isRenewed } from './calling/is-renewed.ts';
import { waitOf } from './calling/rate-limit.ts';
import { CHANGING_CALL, NotSent } from './calling/send-in-time.ts';
import { NoTurn } from './calling/waiting-calls.ts';
import { parseRun } from './documents/run-document.ts';

/** The delay before trying again if an older server's workspace is busy, spread at random (milliseconds). */
const BUSY = { wait: 15_000, spread: 5_000 } as const;
/** The delay before trying again while the configuration version is processed (milliseconds). */
const PROCESSING = 5_000;

/**
 * Sends the one call that creates a run: waits for the rate limit, then calls `decide`, which returns what to send. Any
 * response that is not conclusive is `unknown`, and nothing here sends the call again.
 */
export async function createRun(access: Access, decide: Decide<RunToCreate>): Promise<Creation> {
  let run: RunToCreate | undefined;
  try {
    run = await decideInTurn(access.budget, decide);
  } catch (error) {
    if (!(error instanceof NoTurn)) throw error;
    return { kind: 'no_turn', afterMilliseconds: Math.max(error.heldFor, 1_000) };
  }
  if (run === undefined) return { kind: 'not_sent' };
  const creation = await send(access, run);
  const facts = { workspace: run.workspaceId, creation: creation.kind };
  if (creation.kind === 'unknown') access.log.warn({ ...facts, why: creation.why }, 'asked for a run');
  else access.log.info(creation.kind === 'created' ? { ...facts, run: creation.run.id } : facts, 'asked for a run');
  return creation;
}

async function send(access: Access, run: RunToCreate): Promise<Creation> {
  const token = access.token.current();
  const call = { method: 'POST', path: '/runs', body: bodyOf(run), token, ...CHANGING_CALL } as const;
  try {
    const answer = await access.exchange({ ...call, freshConnection: true });
    if (answer.status < 500) access.gate.open();
    return answer.status === 201 ? created(answer) : notCreated(access, token, answer);
  } catch (error) {
    if (error instanceof NotSent) return { kind: 'later', why: 'decided_late', afterMilliseconds: 0, said: '' };
    return { kind: 'unknown', why: error instanceof NoAnswer ? error.message : 'the call broke' };
  }
}

/**
 * Exactly what is sent and later compared. Any further attribute would change the kind of run. `undefined` values are
 * left out.
 */
function bodyOf(run: RunToCreate): object {
  const { configurationVersionId: configuration } = run;
  const attributes: Readonly<Record<SentAttribute, unknown>> = {
    message: run.message,
    'auto-apply': false,
    'plan-only': run.planOnly === true ? true : undefined,
    'invoke-action-addrs': [run.address],
    variables: run.variables.length === 0 ? undefined : run.variables.map(({ key, value }) => ({ key, value })),
  };
  const relationships: Readonly<Record<SentRelationship, unknown>> = {
    workspace: { data: { type: 'workspaces', id: run.workspaceId } },
    'configuration-version':
      configuration === undefined ? undefined : { data: { type: 'configuration-versions', id: configuration } },
  };
  return { data: { type: 'runs', attributes, relationships } };
}

function created(answer: Answer): Creation {
  const run = parseRun(answer.json);
  return run === undefined ? { kind: 'unknown', why: 'an answer 201 that shows no run' } : { kind: 'created', run };
}

function notCreated(access: Access, token: string, answer: Answer): Creation {
  const { status } = answer;
  const said = wordsOf(answer, secretsOf(access));
  const later = (why: Extract<Creation, { kind: 'later' }>['why'], afterMilliseconds: number): Creation => ({
    kind: 'later',
    why,
    afterMilliseconds,
    said,
  });
  const refused: Creation = { kind: 'refused', status, said };
  switch (status) {
    case 401:
      return isRenewed(access.token, token) ? later('token_renewed', 0) : refused;
    case 403:
    case 404:
      return refused;
    case 422:
      // HCP Terraform has no error code for this; only the words distinguish it from a refusal.
      return /still being processed/i.test(said) ? later('busy', PROCESSING) : refused;
    case 409:
      return later('busy', BUSY.wait + access.random() * BUSY.spread);
    case 429: {
      const wait = waitOf(answer, access.clock.now());
      access.budget.hold(wait);
      return later('rate_limited', wait);
    }
    default:
      return { kind: 'unknown', why: `an answer ${status}` };
  }
}
