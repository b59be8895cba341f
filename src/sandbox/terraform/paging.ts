import { type Answer, badRequest } from './answer.ts';
import type { JsonObject } from './json.ts';

/** HCP Terraform's page sizes: 20 by default, at most 100. */
const DEFAULT_SIZE = 20;
const LARGEST_SIZE = 100;

export interface Page<T> {
  readonly items: readonly T[];
  readonly links: JsonObject;
  readonly meta: { readonly pagination: JsonObject };
}

export interface PageRequest {
  readonly url: string;
  readonly query: URLSearchParams;
  /** The list of an organization's runs has no totals and no links to the first and last page. */
  readonly totals: boolean;
}

/** Larger page sizes are reduced to the largest. */
export function pageOf<T>(all: readonly T[], { url, query, totals }: PageRequest): Page<T> | Answer {
  const number = Number(query.get('page[number]') ?? 1);
  const asked = Number(query.get('page[size]') ?? DEFAULT_SIZE);
  if (![number, asked].every((value) => Number.isInteger(value) && value > 0))
    return badRequest('page[number] and page[size] must be positive numbers');
  const size = Math.min(asked, LARGEST_SIZE);
  const pages = Math.max(1, Math.ceil(all.length / size));
  const previous = number > 1 ? number - 1 : null;
  const next = number < pages ? number + 1 : null;
  const link = (page: number | null) => {
    if (page === null) return null;
    const linked = new URLSearchParams(query);
    linked.set('page[number]', String(page));
    linked.set('page[size]', String(size));
    return `${url}?${linked}`;
  };
  return {
    items: all.slice((number - 1) * size, number * size),
    links: {
      self: link(number),
      ...(totals ? { first: link(1) } : {}),
      prev: link(previous),
      next: link(next),
      ...(totals ? { last: link(pages) } : {}),
    },
    meta: {
      pagination: {
        'current-page': number,
        'page-size': size,
        'next-page': next,
        'prev-page': previous,
        ...(totals ? { 'total-count': all.length, 'total-pages': pages } : {}),
      },
    },
  };
}
