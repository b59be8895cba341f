import type { IncomingMessage } from 'node:http';
import type { Clock } from '../flows/ports/clock.ts';
import { BodyRefused } from '../flows/ports/incoming-call.ts';

export interface BodyLimits {
  /** Bytes. */
  readonly longest: number;
  /** The time for the whole body to arrive (milliseconds). */
  readonly within: number;
}

/** True if the caller announced a body over the limit. */
export const announcesTooMuch = ({ headers }: IncomingMessage, longest: number): boolean =>
  Number(headers['content-length'] ?? 0) > longest;

/** Reads the body of a call. Throws `BodyRefused` if it is too long, too slow or cut off. */
export function readBody(incoming: IncomingMessage, clock: Clock, { longest, within }: BodyLimits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const settle = (result: Buffer | BodyRefused): void => {
      clock.clearTimeout(limit);
      incoming.off('data', take);
      if (result instanceof BodyRefused) reject(result);
      else resolve(result);
    };
    const take = (chunk: Buffer): void => {
      length += chunk.length;
      if (length > longest) settle(new BodyRefused(413));
      else chunks.push(chunk);
    };
    const limit = clock.setTimeout(() => settle(new BodyRefused(408)), within);
    incoming.on('data', take);
    incoming.once('end', () => settle(Buffer.concat(chunks)));
    incoming.once('error', () => settle(new BodyRefused(400)));
    incoming.once('close', () => settle(new BodyRefused(400)));
  });
}
