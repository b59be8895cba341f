import { expect, test } from 'vitest';
import { obstructionInAnswer } from '../../src/flows/ports/service-route.ts';

const ADDRESS = 'https://app.terraform.io';
const HTML = 'text/html; charset=utf-8';

test.each([
  [200, 'a page where the API was asked, as a sign-on page is', /answers with a web page/],
  [302, 'a redirect', /redirects to https:\/\/sso\.example\.com/],
  [202, 'an empty answer that is marked as a page', undefined],
  [204, 'no content that is marked as a page', undefined],
  [502, "a gateway's own page", undefined],
] as const)('%i: %s', (status, _what, says) => {
  const location = status === 302 ? { location: 'https://sso.example.com/login' } : {};
  const message = obstructionInAnswer({ status, contentType: HTML, ...location }, ADDRESS)?.message;
  if (says === undefined) expect(message).toBeUndefined();
  else expect(message).toMatch(says);
});
