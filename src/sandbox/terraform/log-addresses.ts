import { randomBytes } from 'node:crypto';
import { type Answer, badRequest, notFound } from './answer.ts';
import { chunkOf, type RunLog } from './log.ts';
import type { World } from './world.ts';

const LIFE_MILLISECONDS = 25 * 60 * 60 * 1000;
const RENEWED_AFTER_MILLISECONDS = 60 * 60 * 1000;
export const LOG_PATH = '/_archivist/v1/object/';

export interface LogAddresses {
  /**
   * An address that reads the log for 25 hours without a token. Changes when it is requested more than an hour later.
   */
  addressOf(log: RunLog): string;
  /** Answers `GET /_archivist/v1/object/<secret>?limit=&offset=`. */
  read(secret: string, query: URLSearchParams, authorization: string | undefined): Answer;
  secrets(): readonly string[];
}

export function createLogAddresses(world: World, baseUrl: () => string): LogAddresses {
  const minted = new Map<string, { readonly log: RunLog; readonly at: number }>();
  const newest = new Map<RunLog, string>();
  return {
    addressOf: (log) => {
      const known = newest.get(log);
      const age = world.clock.now() - (minted.get(known ?? '')?.at ?? 0);
      const secret =
        known === undefined || age > RENEWED_AFTER_MILLISECONDS ? randomBytes(48).toString('base64url') : known;
      if (secret !== known) minted.set(secret, { log, at: world.clock.now() });
      newest.set(log, secret);
      return `${baseUrl()}${LOG_PATH}${secret}`;
    },
    read: (secret, query, authorization) => {
      // The address is the credential. A token sent along would be leaked to another host.
      if (authorization !== undefined) return badRequest('Only one authentication mechanism is allowed');
      const found = minted.get(secret);
      if (found === undefined || world.clock.now() - found.at > LIFE_MILLISECONDS) return notFound();
      const number = (name: string, absent: number) => {
        const value = query.get(name);
        return value === null ? absent : /^\d+$/.test(value) ? Number(value) : undefined;
      };
      const [offset, limit] = [number('offset', 0), number('limit', Number.MAX_SAFE_INTEGER)];
      if (offset === undefined || limit === undefined) return badRequest('limit and offset must be numbers of bytes');
      const headers = { 'content-type': 'text/plain; charset=utf-8' };
      return { status: 200, headers, body: chunkOf(found.log, offset, limit) };
    },
    secrets: () => [...minted.keys()],
  };
}
