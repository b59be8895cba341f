/** A proxy for calls to a service. */
export interface ProxyServer {
  readonly host: string;
  readonly port: number;
  /** Whether the connection to the proxy itself uses TLS. */
  readonly tls: boolean;
  /** The header `Proxy-Authorization`, if the proxy requires it. A secret. */
  readonly authorization: string | undefined;
}

/** The proxy for calls to this origin. `undefined` if they go there directly. */
export type FindProxy = (origin: URL) => ProxyServer | undefined;

/**
 * Something stands between the bot and a service, and repeating calls will not help: a proxy that refuses, an untrusted
 * certificate, a sign-on page. The message says what it is and what to do.
 */
export class Obstructed extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Obstructed';
  }
}

/** Finds it among the causes of an error, however libraries have wrapped it. */
export function obstructionIn(error: unknown, address: string): Obstructed | undefined {
  for (let depth = 0, at = error; depth < LONGEST_CHAIN && at instanceof Error; depth += 1) {
    if (at instanceof Obstructed) return at;
    const said = sayCertificate('code' in at ? String(at.code) : '', address);
    if (said !== undefined) return new Obstructed(said, { cause: error });
    at = causeOf(at);
  }
  return undefined;
}

const LONGEST_CHAIN = 8;

/** Slack's client has `original` instead of `cause`. */
const causeOf = (error: Error): unknown => error.cause ?? ('original' in error ? error.original : undefined);

const UNKNOWN_ISSUER: readonly string[] = [
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];

/** The problem of a certificate by Node's TLS error code. `undefined` for every other code. */
function sayCertificate(code: string, address: string): string | undefined {
  if (UNKNOWN_ISSUER.includes(code)) {
    return `the certificate of ${address} is signed by an authority that is not known here (${code}). Put the certificate of that authority into a file, and name it in NODE_EXTRA_CA_CERTS.`;
  }
  if (code === 'CERT_HAS_EXPIRED') return `the certificate of ${address} has expired (${code}). Renew it there.`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return `the certificate of ${address} is for another name (${code}). Check the address.`;
  }
  return undefined;
}

/** What answered instead of the service: a page or a redirect. `undefined` if the service itself answered. */
export function obstructionInAnswer(
  {
    status,
    contentType,
    location,
  }: { readonly status: number; readonly contentType?: string; readonly location?: string },
  address: string,
): Obstructed | undefined {
  if (status >= 300 && status < 400 && status !== 304) {
    const to =
      location !== undefined && URL.canParse(location, address) ? ` to ${new URL(location, address).origin}` : '';
    return new Obstructed(
      `${address} redirects${to} (${status}). Check the address; if something that asks people to sign on stands in front of it, let the bot past.`,
    );
  }
  // Neither service answers 200 with a page, but an empty 202 or 204 may be marked as HTML.
  if (status === 200 && /^text\/html\b/i.test(contentType ?? '')) {
    return new Obstructed(
      `${address} answers with a web page instead of its API. Check the address; if something that asks people to sign on stands in front of it, let the bot past.`,
    );
  }
  return undefined;
}
