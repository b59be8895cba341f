import { parseDocument, related } from './json-api.ts';

/** What the token belongs to, such as `teams` or `organizations`. `undefined` if the server does not say. */
export function tokenOwnerOf(json: unknown): string | undefined {
  const document = parseDocument(json);
  return document && related(document.data, 'authenticated-resource')?.type;
}
