import { z } from 'zod';
import { Unreachable } from '../flows/hcp-terraform.ts';
import { type Access, hostOf, unreachableBy } from './access.ts';
import { count, type List, maybe, parseList, type Resource } from './json-api.ts';
import { isNotShown, read } from './read.ts';

/** HCP Terraform's largest page, and the size it takes where none is asked for. */
const PAGE_SIZE = 100;
const USUAL_PAGE_SIZE = 20;
/** Ours: more pages than this are some mistake, and half of them would not be the truth. */
const MOST_PAGES = 50;

/**
 * All items of a list, page after page. `undefined` where there is no such list, in whichever way that is said: servers
 * without the actions API answer with a page of HTML. Throws `Unreachable`.
 */
export async function readPages(access: Access, path: string): Promise<readonly Resource[] | undefined> {
  const all = new Map<string, Resource>();
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const query = { 'page[number]': String(page), 'page[size]': String(PAGE_SIZE) };
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

const totals = z.object({
  pagination: maybe(z.object({ 'next-page': maybe(count), 'total-count': maybe(count) })),
  counts: maybe(z.object({ invocations: maybe(z.object({ total: maybe(count) })) })),
});

/** Of these lists some have links and some have counts, and some have neither: then a page as large as any is followed by another. */
function hasNext({ data, links, meta }: List, soFar: number): boolean {
  if (links?.next !== undefined) return true;
  const { pagination, counts } = totals.safeParse(meta ?? {}).data ?? {};
  if (pagination?.['next-page'] !== undefined) return true;
  const total = pagination?.['total-count'] ?? counts?.invocations?.total;
  if (total !== undefined) return soFar < total;
  return links === undefined && data.length >= USUAL_PAGE_SIZE;
}
