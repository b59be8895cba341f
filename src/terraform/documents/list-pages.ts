import { z } from 'zod';
import { count, type List, maybe } from './json-api.ts';

/** HCP Terraform's default page size. */
const USUAL_PAGE_SIZE = 20;

const totals = z.object({
  pagination: maybe(z.object({ 'next-page': maybe(count), 'total-count': maybe(count) })),
  counts: maybe(z.object({ invocations: maybe(z.object({ total: maybe(count) })) })),
});

/**
 * Whether another page follows: by the list's links, otherwise by its counts, otherwise by whether this page is full.
 */
export function hasNext({ data, links, meta }: List, soFar: number): boolean {
  if (links?.next !== undefined) return true;
  const { pagination, counts } = totals.safeParse(meta ?? {}).data ?? {};
  if (pagination?.['next-page'] !== undefined) return true;
  const total = pagination?.['total-count'] ?? counts?.invocations?.total;
  if (total !== undefined) return soFar < total;
  return links === undefined && data.length >= USUAL_PAGE_SIZE;
}
