import { readLog } from '../domain/log-reading.ts';
import { sleep } from '../flows/clock.ts';
import { type LogReading, Unreachable } from '../flows/hcp-terraform.ts';
import { type Access, secretsOf } from './access.ts';
import { startLimit } from './exchange.ts';
import { openLog } from './fetch-log.ts';
import { linesOf, readLogBytes } from './log-bytes.ts';
import { parseLogSource } from './log-source-document.ts';
import { readDocument } from './read.ts';

/** For the whole log (milliseconds). */
const TIME_LIMIT = 15_000;
const TURN_WITHIN = 10_000;

/**
 * Reads the log of a plan or an apply. Its address is a secret that opens the log, so it is asked for anew each time and
 * stands in no error. `undefined` where there is no log. Throws `Unreachable`.
 */
export async function readLogOf(
  access: Access,
  kind: 'plans' | 'applies',
  id: string,
  userAgent: string,
  excerpt: 'of_errors' | 'always' = 'of_errors',
): Promise<LogReading | undefined> {
  const { address, clock, budget } = access;
  const source = await readDocument(access, { path: `/${kind}/${encodeURIComponent(id)}` }, parseLogSource);
  if (source?.address === undefined) return undefined;
  const limit = startLimit(clock, TIME_LIMIT);
  const takeTurn = () => budget.takeTurn({ urgency: 'read', patience: TURN_WITHIN });
  try {
    const readBytes = openLog({ url: source.address, address, clock, signal: limit.signal, userAgent, takeTurn });
    const bytes = await readLogBytes(readBytes, (milliseconds) => sleep(clock, milliseconds, limit.signal));
    return readLog(
      { lines: linesOf(bytes), whole: bytes.whole, failed: source.failed || excerpt === 'always' },
      secretsOf(access),
    );
  } catch (error) {
    if (error instanceof Unreachable) throw error;
    throw new Unreachable(`the log of ${id} could not be read in ${TIME_LIMIT / 1_000} s`);
  } finally {
    limit.end();
  }
}
