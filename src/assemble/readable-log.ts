import type { DestinationStream } from 'pino';

type Output = Pick<NodeJS.WriteStream, 'isTTY' | 'write'>;

/**
 * Readable lines for a person who watches the terminal; `undefined` for JSON. pino-pretty is a development dependency,
 * so an installation without it writes JSON everywhere.
 */
export async function openReadableLog(output: Output): Promise<DestinationStream | undefined> {
  if (!output.isTTY) return undefined;
  try {
    const { prettyFactory } = await import('pino-pretty');
    const draw = prettyFactory({ colorize: true, singleLine: true, translateTime: 'SYS:HH:MM:ss' });
    return { write: (line) => void output.write(draw(line)) };
  } catch {
    return undefined;
  }
}
