import { carriesToken } from '../domain/planned-run.ts';
import type { Run, Workspace } from '../domain/run.ts';
import { Unreachable } from '../flows/hcp-terraform.ts';
import type { Answer } from './call.ts';
import {
  listDocument,
  oneDocument,
  type Resource,
  readPlan,
  readRunDocument,
  readWorkspaceDocument,
} from './documents.ts';
import type { Identity } from './identity.ts';

/** A server that does not know an include answers 400, and is asked for less. */
async function getWithIncludes(
  identity: Identity,
  path: string,
  includes: readonly string[],
): Promise<Answer | undefined> {
  for (const include of includes) {
    try {
      return await identity.get(`${path}?include=${include}`);
    } catch (error) {
      if (!(error instanceof Unreachable) || error.status !== 400) throw error;
    }
  }
  return identity.get(path);
}

/** What cannot be read is no answer. */
function parse<Value>(read: () => Value): Value {
  try {
    return read();
  } catch {
    throw new Unreachable('the answer could not be read');
  }
}

/** `undefined`: it is not there, or the token may not see it. */
export async function readRun(
  identity: Identity,
  runId: string,
  includes: readonly string[] = ['plan,apply,created_by', 'plan,apply'],
): Promise<Run | undefined> {
  const answer = await getWithIncludes(identity, `/runs/${encodeURIComponent(runId)}`, includes);
  if (answer === undefined) return undefined;
  const { data, included } = parse(() => oneDocument.parse(answer.body));
  const run = parse(() => readRunDocument(data, included ?? []));
  const isIncluded = (included ?? []).some(({ id }) => id === run.plan?.id);
  return run.plan === undefined || isIncluded ? run : { ...run, plan: await readPlanOf(identity, run.plan.id) };
}

async function readPlanOf(identity: Identity, planId: string): Promise<Run['plan']> {
  const answer = await identity.get(`/plans/${encodeURIComponent(planId)}`);
  if (answer === undefined) return readPlan(planId, undefined);
  return parse(() => readPlan(planId, oneDocument.parse(answer.body).data));
}

/** By a name in the organization, or by a `ws-…` id. */
export async function readWorkspace(
  identity: Identity,
  organization: string,
  workspace: string,
): Promise<Workspace | undefined> {
  const path = /^ws-\w+$/.test(workspace)
    ? `/workspaces/${workspace}`
    : `/organizations/${encodeURIComponent(organization)}/workspaces/${encodeURIComponent(workspace)}`;
  const answer = await getWithIncludes(identity, path, ['current_run,locked_by', 'current_run']);
  if (answer === undefined) return undefined;
  return parse(() => {
    const { data, included } = oneDocument.parse(answer.body);
    return readWorkspaceDocument(data, included ?? []);
  });
}

/** First the workspace's current run, which costs no run list, then the newest page of its runs. Oldest first. */
export async function findRunsByToken(identity: Identity, workspaceId: string, token: string): Promise<readonly Run[]> {
  const current = (await readWorkspace(identity, '', workspaceId))?.currentRun;
  const path = `/workspaces/${encodeURIComponent(workspaceId)}/runs?page%5Bsize%5D=100`;
  const answer = await identity.get(path, 'list_runs');
  if (answer === undefined) throw new Unreachable('the runs of the workspace are not shown');
  const listed = parse(() => listDocument.parse(answer.body).data.map((run: Resource) => readRunDocument(run)));
  const runs = new Map([...(current === undefined ? [] : [current]), ...listed].map((run) => [run.id, run]));
  return [...runs.values()]
    .filter(({ message }) => carriesToken(message, token))
    .sort((one, other) => (one.createdAt?.getTime() ?? 0) - (other.createdAt?.getTime() ?? 0));
}
