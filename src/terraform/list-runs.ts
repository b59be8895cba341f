import { z } from 'zod';
import type { ListedRun } from '../domain/compare-record.ts';
import { MINUTE } from '../domain/duration.ts';
import { Unreachable } from '../flows/ports/hcp-terraform.ts';
import type { Secret } from '../flows/ports/secret.ts';
import { type Access, hostOf } from './calling/access.ts';
import { readDocument } from './calling/read.ts';
import { parseDocument, parseList, type Resource, related } from './documents/json-api.ts';
import { hasNext } from './documents/list-pages.ts';
import { runOf } from './documents/run-document.ts';

/** HCP Terraform's largest page. */
const PAGE_SIZE = 100;
/** Our own limit. A workspace with more runs in the window is not compared, since a part of them proves nothing. */
const MOST_PAGES = 50;
/** The longest wait for a run list (milliseconds). */
const PATIENCE = 5 * MINUTE;

/**
 * Every run of the workspace that was created since then, without plan-only ones. `undefined` if the token must not see
 * them. Throws `Unreachable`.
 */
export async function listRuns(
  access: Access,
  workspaceId: string,
  since: Date,
): Promise<readonly ListedRun[] | undefined> {
  const path = `/workspaces/${encodeURIComponent(workspaceId)}/runs`;
  const found = new Map<string, ListedRun>();
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const query = { 'page[number]': String(page), 'page[size]': String(PAGE_SIZE) };
    const reading = { path, query, isRunList: true, isSpare: true, urgency: 'follow', patience: PATIENCE } as const;
    const list = await readDocument(access, reading, parseList);
    if (list === undefined && page === 1) return undefined;
    if (list === undefined) throw new Unreachable(`${hostOf(access)} does not show page ${page} of ${path}`, 404);
    const runs = list.data.filter(({ type }) => type === 'runs').map(listedOf);
    for (const one of runs) found.set(one.run.id, one);
    // The newest come first.
    const oldest = runs.at(-1)?.run.createdAt;
    const isPast = oldest !== undefined && oldest < since;
    if (isPast || list.data.length === 0 || !hasNext(list, (page - 1) * PAGE_SIZE + list.data.length))
      return [...found.values()].filter(({ run: { createdAt } }) => createdAt === undefined || createdAt >= since);
  }
  throw new Unreachable(`${hostOf(access)} has more than ${MOST_PAGES} pages of ${path}`);
}

const listedOf = (resource: Resource): ListedRun => ({
  run: runOf(resource, []),
  createdBy: related(resource, 'created-by')?.id,
  confirmedBy: related(resource, 'confirmed-by')?.id,
});

const account = z.object({ type: z.literal('users'), id: z.string() });

/** Ids of the users that the tokens belong to. A team's token has a user of its own. Throws `Unreachable`. */
export async function readIdentities(access: Access): Promise<ReadonlySet<string>> {
  const read = async (token: Secret): Promise<string> => {
    const parse = (json: unknown): string | undefined => account.safeParse(parseDocument(json)?.data).data?.id;
    const id = await readDocument(access, { path: '/account/details', token, urgency: 'follow' }, parse);
    if (id !== undefined) return id;
    throw new Unreachable(`${hostOf(access)} does not say whose the token is`, 404);
  };
  return new Set(await Promise.all([...new Set([access.token, access.actingToken])].map(read)));
}
