import { accountDocument } from './account-document.ts';
import { documentOf } from './resource.ts';
import type { Route } from './route.ts';

export const accountRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/account/details',
    answer: ({ access }) => ({ status: 200, body: documentOf(accountDocument(access.identity), []) }),
  },
];
