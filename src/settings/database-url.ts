import { createRequire } from 'node:module';
import { createSecureContext } from 'node:tls';
import type pg from 'pg';

/** The driver is loaded only when needed, since the embedded database does not use it. */
const loadDriver = (): typeof pg => createRequire(import.meta.url)('pg');

/** Characters that would end or split the user and password in a URL, with their encodings. */
const TO_ENCODE: Readonly<Record<string, string>> = { '#': '%23', '/': '%2F', '?': '%3F', '@': '%40', '%': '%25' };

/**
 * What is wrong with `DATABASE_URL` as the driver reads it, without showing user or password. `undefined` if it is
 * usable.
 */
export function faultInDatabaseUrl(url: string): string | undefined {
  const inWords = faultInUser(url);
  if (inWords !== undefined) return inWords;
  try {
    // Reads the address and the files it names. Does not connect.
    const { host, port, ssl } = new (loadDriver().Client)({ connectionString: url });
    if (host.includes(','))
      return 'names several hosts, and only one is supported. Give the primary, which accepts writes.';
    if (!(port > 0 && port <= 65_535)) return BAD_PORT;
    return faultInCertificates(ssl);
  } catch (error) {
    return hasBadPort(url) ? BAD_PORT : sayUnread(error);
  }
}

const BAD_PORT = 'the port is not valid. Give a number from 1 to 65535, or leave it out.';

/** The part after the host, which contains no password. */
const hasBadPort = (url: string): boolean =>
  /^\w+:\/\/[^/?#]*@[^/?#:@]+:(?!\d{1,4}(?:[/?#]|$)|[1-5]\d{4}(?:[/?#]|$))/.test(url);

/** Libraries read these characters differently if they are not encoded, so they are refused. */
function faultInUser(url: string): string | undefined {
  const rest = url.slice(url.indexOf('://') + 3);
  const end = rest.search(/[/?#]/);
  const authority = end === -1 ? rest : rest.slice(0, end);
  const behind = end === -1 ? '' : rest.slice(end);
  const [, beforeAt] = /^([^=]*)@/.exec(behind) ?? [];
  if (!authority.includes('@') && beforeAt !== undefined) return sayEncode(authority, behind.charAt(0));
  const userInfo = authority.slice(0, Math.max(0, authority.lastIndexOf('@')));
  const at = userInfo.indexOf('@');
  if (at !== -1) return sayEncode(userInfo.slice(0, at), '@');
  const percent = userInfo.search(/%(?![0-9a-f]{2})/i);
  if (percent !== -1) return sayEncode(userInfo.slice(0, percent), '%');
  return isDecodable(userInfo) ? undefined : sayEncode(userInfo.slice(0, userInfo.indexOf('%')), '%');
}

/** The user, before the first colon. */
const sayEncode = (before: string, character: string): string =>
  `the ${before.includes(':') ? 'password' : 'user'} contains "${character}". Percent-encode it as ${TO_ENCODE[character]}.`;

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** Checks certificates here, since the driver passes them to TLS, which fails only when connecting. */
function faultInCertificates(ssl: pg.ClientConfig['ssl']): string | undefined {
  if (typeof ssl !== 'object') return undefined;
  const { ca, cert, key, passphrase } = ssl;
  if (typeof ca === 'string' && !ca.includes('-----BEGIN'))
    return 'sslrootcert names a file that holds no certificate (PEM).';
  try {
    createSecureContext({ ca, cert, key, passphrase });
    return undefined;
  } catch (error) {
    return `its certificates cannot be used: ${messageOf(error)}. Check the files of sslrootcert, sslcert and sslkey.`;
  }
}

function sayUnread(error: unknown): string {
  if (error instanceof Error && 'path' in error && 'code' in error) {
    return `names a file that cannot be read (${String(error.code)}: ${String(error.path)}). Check the path in sslrootcert, sslcert or sslkey, and its rights.`;
  }
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_INVALID_URL') return 'is not a valid URL. Write postgres://user:password@host:5432/database.';
  return `cannot be used: ${messageOf(error).replace(/\.$/, '')}.`;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
