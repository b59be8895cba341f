import { Unreachable } from '../../flows/ports/hcp-terraform.ts';
import { parseList, type Resource } from '../documents/json-api.ts';
import { hasNext } from '../documents/list-pages.ts';
import { type Access, hostOf, unreachableBy } from './access.ts';
import { isNotShown, read } from './read.ts';

/** HCP Terraform's largest page. */
const PAGE_SIZE = 100;
/** Our own limit. More pages than this indicate a mistake, and reading only some of them would be wrong. */
const MOST_PAGES = 50;

/**
 * Reads all items of a list, page by page. `undefined` if there is no such list; servers without the actions API say so
 * with a page of HTML. Throws `Unreachable`.
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
