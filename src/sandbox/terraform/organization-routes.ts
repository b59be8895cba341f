import { pageOf } from './paging.ts';
import { documentOf, type Resource } from './resource.ts';
import type { Route } from './route.ts';

const organizationDocument = (name: string): Resource => ({
  id: name,
  type: 'organizations',
  attributes: { name, 'external-id': `org-${name}`, email: `${name}@example.com` },
  links: { self: `/api/v2/organizations/${name}` },
});

/** Those that the token can see. */
export const organizationRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/organizations',
    answer: (call) => {
      const page = pageOf([...call.access.organizations].sort(), { ...call, totals: true });
      if ('status' in page) return page;
      const { links, meta } = page;
      return { status: 200, body: documentOf(page.items.map(organizationDocument), [], { links, meta }) };
    },
  },
];
