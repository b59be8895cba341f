import { Unreachable } from '../../flows/ports/hcp-terraform.ts';
import { parseList, type Resource } from '../documents/json-api.ts';
import { hasNext } from '../documents/list-pages.ts';
import { type Access, hostOf, unreachableBy } from './access.ts';
import { isNotShown, read } from './read.ts';

/** HCP Terraform's largest page. */
const PAGE_SIZE = 100;
/** Ours: more pages than this are some mistake, and half of them would not be the truth. */
const MOST_PAGES = 50;

/**
 * All items of a list, page after page. `undefined` where there is no such list, in whichever way that is said: servers
 * without the actions API answer with a page of HTML. Throws `Unreachable`.
 */
export async function readPages(
  access: Access,
  path: string,
  narrowed: Readonly<Record<string, string>> = {},
): Promise<readonly Resource[] | undefined> {
  const all = new Map<string, Resource>();
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const query = { ...narrowed, 'page[number]': String(page), 'page[size]': String(PAGE_SIZE) };
    const answer = await read(access, { path, query });
    if (page === 1 && isNotShown(answer)) return undefined;
    const list = answer.status === 200 ? parseList(answer.json) : undefined;
    if (list === undefined) throw unreachableBy(access, path, answer);
    const before = all.size;
    for (const item of list.data) all.set(item.id, item);
    if (all.size === before || !hasNext(list, all.size)) return [...all.values()];
  }
  throw new Unreachable(`${hostOf(access)} has more than ${MOST_PAGES} pages of ${path}`);
}
