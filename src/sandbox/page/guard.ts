import type { IncomingMessage } from 'node:http';

/** The names of this machine. Any other `Host` is a foreign name that was pointed here (DNS rebinding). */
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Why a call is refused, or `undefined`. The page can act as anybody, so no other site may use it. */
export function refuseCall({ method, headers }: IncomingMessage): string | undefined {
  const { host, origin } = headers;
  const site = headers['sec-fetch-site'];
  if (host === undefined || !URL.canParse(`http://${host}`) || !LOOPBACK.has(new URL(`http://${host}`).hostname)) {
    return `This page answers only as 127.0.0.1 or localhost, not as ${host ?? 'a name that is not said'}.`;
  }
  if (method !== 'POST') return undefined;
  if (origin !== `http://${host}`)
    return `Only the page itself may act here, and this came from ${origin ?? 'nowhere'}.`;
  if (site !== undefined && site !== 'same-origin') return 'Only the page itself may act here.';
  if (headers['content-type'] !== 'application/json') return 'Only application/json is taken here.';
  return undefined;
}

/** Headers that forbid loading from other sites, inline code, and showing this page in a frame. */
export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};
