import { accountDocument, tokenDocument } from './account-document.ts';
import { documentOf } from './resource.ts';
import { answerOf, type Route } from './route.ts';

export const accountRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/account/details',
    answer: ({ access }) => ({ status: 200, body: documentOf(accountDocument(access), []) }),
  },
  {
    method: 'GET',
    path: '/authentication-tokens/:id',
    answer: ({ access, params }) =>
      answerOf(params.id === access.tokenId ? access : undefined, (own) => ({
        status: 200,
        body: documentOf(tokenDocument(own), []),
      })),
  },
];
