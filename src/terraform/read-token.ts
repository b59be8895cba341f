import { z } from 'zod';
import type { TokenReading } from '../domain/judge-token.ts';
import type { Clock } from '../flows/ports/clock.ts';
import type { ConnectionName } from '../flows/ports/hcp-terraform.ts';
import type { Secret } from '../flows/ports/secret.ts';
import type { Obstructed } from '../flows/ports/service-route.ts';
import type { Connection } from './calling/connection.ts';
import { type Answer, createExchange, type Exchange, NoAnswer, type Outbound } from './calling/exchange.ts';
import { tokenOwnerOf } from './documents/account-document.ts';
import { dateOf, parseDocument } from './documents/json-api.ts';

/** The time for one answer (milliseconds). */
const WITHIN = 10_000;

export interface ReadTokenParts {
  readonly clock: Clock;
  /** Absent: every connection is direct. */
  readonly outbound?: Outbound | undefined;
  /** A turn within the rate limit for each call. Absent: not limited. */
  readonly takeTurn?: ((where: ConnectionName) => Promise<void>) | undefined;
}

/** What each token of the connections is, by its own server. `organizationsOf` gives those of the allowlist. */
export function readTokens(
  parts: ReadTokenParts,
  connections: readonly Connection[],
  organizationsOf: (connection: string | undefined) => readonly string[],
): Promise<readonly TokenReading[]> {
  return Promise.all(
    connections.flatMap((connection) => {
      const { name, token, applyToken } = connection;
      const suffix = name === undefined ? '' : `_${name.toUpperCase().replaceAll('-', '_')}`;
      const organizations = organizationsOf(name);
      const read = (variable: string, secret: Secret): Promise<TokenReading> =>
        readToken(parts, connection, `${variable}${suffix}`, secret, organizations);
      return [read('TFE_TOKEN', token), ...(applyToken === undefined ? [] : [read('TFE_APPLY_TOKEN', applyToken)])];
    }),
  );
}

async function readToken(
  parts: ReadTokenParts,
  connection: Connection,
  variable: string,
  secret: Secret,
  organizations: readonly string[],
): Promise<TokenReading> {
  const { clock } = parts;
  const { address } = connection;
  let obstruction: Obstructed | undefined;
  const onObstruction = (found: Obstructed | undefined): void => {
    obstruction = found;
  };
  const exchange = createExchange({ ...parts, address, userAgent: 'tf-action', onObstruction });
  const get = async (path: string): Promise<Answer> => {
    await parts.takeTurn?.({ ...(connection.name === undefined ? {} : { connection: connection.name }) });
    return exchange({ method: 'GET', path, token: secret.current(), within: WITHIN });
  };
  const about = { variable, address, ownerIn: [] };
  try {
    const began = clock.now();
    const answer = await get('/account/details');
    const ahead = aheadOf(answer, (began + clock.now()) / 2);
    const known = { ...about, ...(ahead === undefined ? {} : { ahead }) };
    if (obstruction !== undefined) return { ...known, answer: 'obstructed', why: obstruction.message };
    if (answer.status === 401) return { ...known, answer: 'not_accepted' };
    if (answer.status === 403) return { ...known, answer: 'forbidden' };
    if (answer.status !== 200) return { ...known, answer: 'none', why: `the status ${answer.status}` };
    const owner = tokenOwnerOf(answer.json);
    const expiresAt = await readExpiry(get, answer.json);
    return {
      ...{ ...known, answer: 'accepted', ownerIn: await findOwned(get, organizations) },
      ...(owner === undefined ? {} : { owner }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
    };
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    if (obstruction !== undefined) return { ...about, answer: 'obstructed', why: obstruction.message };
    return { ...about, answer: 'none', why: error.message };
  }
}

type Get = (path: string) => ReturnType<Exchange>;

const account = z.object({ data: z.object({ links: z.object({ 'auth-token': z.string() }) }) });
const expiry = z.object({ 'expired-at': z.string().nullable() });

/** `undefined` where HCP Terraform does not show the token to itself. */
async function readExpiry(get: Get, json: unknown): Promise<TokenReading['expiresAt']> {
  const link = account.safeParse(json).data?.data.links['auth-token'];
  const path = /^\/api\/v2(\/authentication-tokens\/[\w-]+)$/.exec(link ?? '')?.[1];
  if (path === undefined) return undefined;
  const answer = await get(path);
  const said = expiry.safeParse(parseDocument(answer.json)?.data.attributes).data?.['expired-at'];
  if (answer.status !== 200 || said === undefined) return undefined;
  return said === null ? 'never' : dateOf(said);
}

const rights = z.object({ permissions: z.object({ 'can-destroy': z.boolean() }) });

/** Only owners may destroy an organization. */
async function findOwned(get: Get, organizations: readonly string[]): Promise<readonly string[]> {
  const owned: string[] = [];
  for (const name of organizations) {
    const { json } = await get(`/organizations/${encodeURIComponent(name)}`);
    const said = rights.safeParse(parseDocument(json)?.data.attributes).data;
    if (said?.permissions['can-destroy'] === true) owned.push(name);
  }
  return owned;
}

function aheadOf(answer: Answer, now: number): number | undefined {
  const said = Date.parse(answer.header('date') ?? '');
  return Number.isNaN(said) ? undefined : said - now;
}
