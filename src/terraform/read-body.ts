import type { IncomingMessage } from 'node:http';
import type { Clock } from '../flows/clock.ts';

export interface BodyLimits {
  /** Bytes. */
  readonly longest: number;
  /** Until it has all arrived (milliseconds). */
  readonly within: number;
}

/** The body of a call to us as it came, byte by byte; `broken` where the caller went away. */
export function readBody(
  incoming: IncomingMessage,
  clock: Clock,
  { longest, within }: BodyLimits,
): Promise<Buffer | 'too_long' | 'too_slow' | 'broken'> {
  if (Number(incoming.headers['content-length'] ?? 0) > longest) return Promise.resolve('too_long');
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const settle = (result: Buffer | 'too_long' | 'too_slow' | 'broken'): void => {
      clock.clearTimeout(limit);
      incoming.off('data', take);
      resolve(result);
    };
    const take = (chunk: Buffer): void => {
      length += chunk.length;
      if (length > longest) settle('too_long');
      else chunks.push(chunk);
    };
    const limit = clock.setTimeout(() => settle('too_slow'), within);
    incoming.on('data', take);
    incoming.once('end', () => settle(Buffer.concat(chunks)));
    incoming.once('error', () => settle('broken'));
    incoming.once('close', () => settle('broken'));
  });
}
