import type { Creation, RunToCreate } from '../flows/hcp-terraform.ts';
import { Unreachable } from '../flows/hcp-terraform.ts';
import type { Answer } from './call.ts';
import { waitAsked } from './call.ts';
import { oneDocument, readRunDocument } from './documents.ts';
import type { Identity } from './identity.ts';
import { sayErrors } from './server-errors.ts';

/** An older server that answers 409 is asked again after so long, and a little more so that replicas do not keep step (milliseconds). */
const BUSY = 15_000;
const BUSY_SPREAD = 5_000;
/** A configuration version that is still being processed is ready soon (milliseconds). */
const PROCESSING = 5_000;
const RATE_LIMITED = 1_000;

/** The one call that creates a run. Whatever does not tell for certain is unknown; nothing here ever sends it again. */
export async function createRun(identity: Identity, run: RunToCreate): Promise<Creation> {
  let answer: Answer;
  try {
    answer = await identity.once('POST', '/runs', bodyOf(run));
  } catch (error) {
    return { kind: 'unknown', why: error instanceof Unreachable ? error.message : 'the call broke' };
  }
  return answer.status === 201 ? readCreated(answer) : readRefused(identity, answer);
}

const bodyOf = (run: RunToCreate): object => ({
  data: {
    type: 'runs',
    attributes: {
      message: run.message,
      'auto-apply': false,
      'invoke-action-addrs': [run.address],
      ...(run.variables.length === 0 ? {} : { variables: run.variables }),
    },
    relationships: {
      workspace: { data: { type: 'workspaces', id: run.workspaceId } },
      ...(run.configurationVersionId === undefined
        ? {}
        : { 'configuration-version': { data: { type: 'configuration-versions', id: run.configurationVersionId } } }),
    },
  },
});

function readCreated(answer: Answer): Creation {
  try {
    const { data, included } = oneDocument.parse(answer.body);
    return { kind: 'created', run: readRunDocument(data, included ?? []) };
  } catch {
    return { kind: 'unknown', why: 'the answer could not be read' };
  }
}

function readRefused(identity: Identity, answer: Answer): Creation {
  const said = sayErrors(answer, [identity.token.current()]);
  const later = (why: 'rate_limited' | 'busy' | 'token_renewed', afterMilliseconds: number): Creation => ({
    ...{ kind: 'later', why, afterMilliseconds, said },
  });
  switch (answer.status) {
    case 429:
      return later('rate_limited', waitAsked(answer) ?? RATE_LIMITED);
    case 409:
      return later('busy', BUSY + Math.random() * BUSY_SPREAD);
    case 401:
      return identity.token.reread() ? later('token_renewed', 0) : { kind: 'refused', status: 401, said };
    case 422:
      if (/still being processed/i.test(said)) return later('busy', PROCESSING);
      return { kind: 'refused', status: 422, said };
    case 403:
    case 404:
      return { kind: 'refused', status: answer.status, said };
    default:
      return { kind: 'unknown', why: `answered ${answer.status}` };
  }
}
