import { isFinal, phaseOf, RUN_STATUSES, type RunStatus } from '../domain/run-status.ts';
import { Unreachable, type WorkspaceOrder, type WorkspacePage } from '../flows/ports/hcp-terraform.ts';
import type { Access } from './calling/access.ts';
import { readDocument } from './calling/read.ts';
import { type List, parseList } from './documents/json-api.ts';
import { hasNext } from './documents/list-pages.ts';
import { workspaceOf } from './documents/workspace-document.ts';

/** HCP Terraform's largest page. */
const PAGE_SIZE = 100;

/** Every known status that is not final. */
const OPEN = (Object.keys(RUN_STATUSES) as RunStatus[]).filter((status) => !isFinal(phaseOf(status))).join(',');

/** If a server does not know these statuses, the whole list is read. */
const NARROWED: Readonly<Record<WorkspaceOrder, Readonly<Record<string, string>>>> = {
  newest: { sort: '-current-run.created-at' },
  open: { 'filter[current-run][status]': OPEN },
};

const INCLUDES = ['current_run,current_run.plan,current_run.apply', 'current_run'];

/**
 * One page of an organization's workspaces with their current runs. `undefined` if the token must not see the list.
 * Throws `Unreachable`.
 */
export async function readWorkspaces(
  access: Access,
  organization: string,
  order: WorkspaceOrder,
  page: number,
): Promise<WorkspacePage | undefined> {
  const path = `/organizations/${encodeURIComponent(organization)}/workspaces`;
  const paged = { 'page[number]': String(page), 'page[size]': String(PAGE_SIZE) };
  const narrowings = [...INCLUDES.map((include) => ({ include, ...NARROWED[order] })), { include: 'current_run' }];
  let refused: unknown;
  for (let index = access.narrowings.get(order) ?? 0; index < narrowings.length; index += 1) {
    try {
      const query = { ...paged, ...narrowings[index] };
      const list = await readDocument(access, { path, query, urgency: 'follow' }, parseList);
      access.narrowings.set(order, index);
      return list === undefined ? undefined : pageOf(list, page);
    } catch (error) {
      if (!(error instanceof Unreachable) || error.status !== 400) throw error;
      refused = error;
    }
  }
  throw refused;
}

const pageOf = (list: List, page: number): WorkspacePage => ({
  workspaces: list.data.map((one) => workspaceOf(one, list.included)).filter((one) => one !== undefined),
  isLast: list.data.length === 0 || !hasNext(list, (page - 1) * PAGE_SIZE + list.data.length),
});
