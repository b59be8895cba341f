import { BlockList, isIP } from 'node:net';
import type { FindProxy, ProxyServer } from '../flows/ports/service-route.ts';
import type { VariableReader } from './read-variables.ts';

export interface Proxies {
  /** Absent if no variable names a proxy. */
  readonly findProxy: FindProxy | undefined;
  /** The passwords of proxies, raw and decoded. */
  readonly secretValues: readonly string[];
}

/**
 * Reads `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in lower case first, as curl does. For https the proxy is
 * HTTPS_PROXY, else ALL_PROXY, else HTTP_PROXY; for http it is HTTP_PROXY, else ALL_PROXY.
 */
export function readProxies(reader: VariableReader): Proxies {
  const [forHttps, forHttp, forAll] = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY'].map((name) => readProxy(reader, name));
  const isDirect = readNoProxy(reader);
  const byProtocol = new Map([
    ['https:', forHttps ?? forAll ?? forHttp],
    ['http:', forHttp ?? forAll],
  ]);
  const findProxy: FindProxy = (origin) => {
    const proxy = byProtocol.get(origin.protocol);
    return proxy === undefined || isDirect(origin) ? undefined : proxy.server;
  };
  return {
    findProxy: [...byProtocol.values()].some((proxy) => proxy !== undefined) ? findProxy : undefined,
    secretValues: [forHttps, forHttp, forAll].flatMap((proxy) => proxy?.secretValues ?? []),
  };
}

/** The value of a variable and the name under which it is set. */
const namesOf = (name: string): readonly [string, string] => [name.toLowerCase(), name];

const nameInUse = (reader: VariableReader, name: string): string =>
  namesOf(name).find((one) => reader.text(one) !== undefined) ?? name;

interface ReadProxy {
  readonly server: ProxyServer;
  readonly secretValues: readonly string[];
}

function readProxy(reader: VariableReader, variable: string): ReadProxy | undefined {
  const name = nameInUse(reader, variable);
  const value = reader.text(name);
  if (value === undefined) return undefined;
  const wrong = (text: string): undefined => void reader.fault(name, text);
  const scheme = /^(\w[\w+.-]*):\/\//.exec(value)?.[1]?.toLowerCase();
  if (scheme?.startsWith('socks') === true) {
    return wrong('names a SOCKS proxy, which is not supported. Give an HTTP proxy, such as http://proxy:3128.');
  }
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') {
    return wrong('has to begin with http:// or https://, as in http://proxy:3128.');
  }
  // A proxy without a scheme uses http, as in curl and Go.
  const written = scheme === undefined ? `http://${value}` : value;
  const unencoded = findUnencoded(written);
  if (unencoded !== undefined) return wrong(unencoded);
  if (!URL.canParse(written)) return wrong('is not a valid URL. Write http://user:password@proxy:3128.');
  const url = new URL(written);
  const [user, password] = [decode(url.username), decode(url.password)];
  if (user === undefined || password === undefined) {
    return wrong('the user or password contains "%". Percent-encode it as %25.');
  }
  const credentials = `${user}:${password}`;
  const server: ProxyServer = {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80),
    tls: url.protocol === 'https:',
    authorization: credentials === ':' ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`,
  };
  return { server, secretValues: password === '' ? [] : [...new Set([url.password, password])] };
}

/** A password with one of these characters would end the host or be cut. */
function findUnencoded(url: string): string | undefined {
  const rest = url.slice(url.indexOf('://') + 3);
  const end = rest.search(/[/?#]/);
  if (end === -1 || rest.slice(0, end).includes('@') || !rest.slice(end).includes('@')) return undefined;
  const character = rest.charAt(end);
  return `the password contains "${character}". Percent-encode it as ${encodeURIComponent(character)}.`;
}

function decode(text: string): string | undefined {
  if (/%(?![0-9a-f]{2})/i.test(text)) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** True if an origin is reached without a proxy. */
type IsDirect = (origin: URL) => boolean;

const PORTS: Readonly<Record<string, number>> = { 'https:': 443, 'http:': 80 };

/**
 * Entries of `NO_PROXY`: names with their subdomains (with or without a dot or `*.` before them), addresses and ranges
 * such as `10.0.0.0/8`, each optionally with a port. `*` matches everything.
 */
function readNoProxy(reader: VariableReader): IsDirect {
  const name = nameInUse(reader, 'NO_PROXY');
  const rules = (reader.text(name) ?? '')
    .split(/[\s,]+/)
    .filter((item) => item !== '')
    .map((item) => {
      const rule = readExemption(item.toLowerCase());
      if (rule === undefined) {
        reader.fault(
          name,
          `has "${item}" in it, which is not a host, address or range. Write for example .corp.example, 10.0.0.0/8 or localhost.`,
        );
      }
      return rule;
    });
  return ({ hostname, port, protocol }) => {
    const host = hostname
      .toLowerCase()
      .replace(/^\[|\]$/g, '')
      .replace(/\.$/, '');
    const atPort = Number(port) || (PORTS[protocol] ?? 0);
    return rules.some((rule) => rule?.(host, atPort) === true);
  };
}

type Exemption = (host: string, port: number) => boolean;

function readExemption(item: string): Exemption | undefined {
  if (item === '*') return () => true;
  if (item.includes('/')) return readRange(item);
  const [, bracketed, named, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(item) ?? [];
  const isBare = isIP(item) === 6;
  const host = (isBare ? item : (bracketed ?? named))?.replace(/^\*?\./, '').replace(/\.$/, '');
  if (host === undefined || host === '' || !/^[\w.:-]+$/.test(host)) return undefined;
  const only = isBare || port === undefined ? undefined : Number(port);
  return (asked, askedPort) =>
    (only === undefined || only === askedPort) && (asked === host || (isIP(asked) === 0 && asked.endsWith(`.${host}`)));
}

/** Only an origin that is an address can match a range, since no name is looked up. */
function readRange(item: string): Exemption | undefined {
  const [address = '', bits = '', ...more] = item.split('/');
  const family = isIP(address);
  const longest = family === 4 ? 32 : 128;
  if (family === 0 || more.length > 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > longest) return undefined;
  const list = new BlockList();
  list.addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return (host) => isIP(host) !== 0 && list.check(host, isIP(host) === 4 ? 'ipv4' : 'ipv6');
}
