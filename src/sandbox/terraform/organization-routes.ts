import { pageOf } from './paging.ts';
import { documentOf, type Resource } from './resource.ts';
import { answerOf, type Route } from './route.ts';

const organizationDocument = (name: string, isOwner: boolean): Resource => ({
  id: name,
  type: 'organizations',
  attributes: {
    name,
    'external-id': `org-${name}`,
    email: `${name}@example.com`,
    permissions: { 'can-update': isOwner, 'can-destroy': isOwner },
  },
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
      return {
        status: 200,
        body: documentOf(
          page.items.map((name) => organizationDocument(name, call.access.isOwner)),
          [],
          { links, meta },
        ),
      };
    },
  },
  {
    method: 'GET',
    path: '/organizations/:name',
    answer: ({ access, params: { name = '' } }) =>
      answerOf(access.organizations.has(name) ? name : undefined, (own) => ({
        status: 200,
        body: documentOf(organizationDocument(own, access.isOwner), []),
      })),
  },
];
