import type { LeftOut } from '../../domain/log-excerpt.ts';
import { type LineReading, type LogFindings, startLineReading } from '../../domain/log-reading.ts';
import { sleep } from '../../flows/ports/clock.ts';
import { type LogReading, Unreachable } from '../../flows/ports/hcp-terraform.ts';
import { type Access, secretsOf } from '../calling/access.ts';
import { startLimit } from '../calling/exchange.ts';
import { readDocument } from '../calling/read.ts';
import { type LogSource, parseLogSource } from '../documents/log-source-document.ts';
import { openLog } from './fetch-log.ts';
import { type Poured, pourLog } from './log-bytes.ts';
import { type LineSplitter, splitLines } from './log-lines.ts';

/** The time for the whole log, and the part of it for the middle (milliseconds). */
const TIME_LIMIT = 15_000;
const BETWEEN = 8_000;
const TURN_WITHIN = 10_000;

/**
 * Reads the log of a plan or an apply. Its address is a secret, so it is fetched again each time and never part of an
 * error. `undefined` if there is no log. Throws `Unreachable`, except if a part was read in time: such a log counts as
 * incomplete.
 */
export async function readLogOf(
  access: Access,
  kind: 'plans' | 'applies',
  id: string,
  userAgent: string,
  excerpt: 'of_errors' | 'always' = 'of_errors',
): Promise<LogReading | undefined> {
  const askAddress = () => readDocument(access, logSourceAt(kind, id), parseLogSource);
  const read = (source: LogSource & { readonly address: string }) =>
    readWithin(access, { id, url: source.address, userAgent, failed: source.failed || excerpt === 'always' });
  const source = access.logSources.get(id) ?? (await askAddress());
  if (!hasAddress(source)) return undefined;
  try {
    return await read(source);
  } catch (error) {
    if (!isRefusedAddress(error)) throw error;
    // Proxies may cache the document, and the address in it may have expired.
    access.logSources.delete(id);
    const renewed = await askAddress();
    if (!hasAddress(renewed) || renewed.address === source.address) throw error;
    return read(renewed);
  }
}

export const logSourceAt = (kind: 'plans' | 'applies', id: string) => ({ path: `/${kind}/${encodeURIComponent(id)}` });

const hasAddress = (source: LogSource | undefined): source is LogSource & { readonly address: string } =>
  source?.address !== undefined;

/** How storage answers for an address that has expired. */
export const isRefusedAddress = (error: unknown): boolean =>
  error instanceof Unreachable && error.status !== undefined && [400, 401, 403, 404, 410].includes(error.status);

interface LogToRead {
  readonly id: string;
  readonly url: string;
  readonly userAgent: string;
  readonly failed: boolean;
}

async function readWithin(access: Access, { id, url, userAgent, failed }: LogToRead): Promise<LogReading> {
  const { address, clock, budget, outbound } = access;
  const limit = startLimit(clock, TIME_LIMIT);
  const late = clock.now() + BETWEEN;
  const takeTurn = () => budget.takeTurn({ urgency: 'read', patience: TURN_WITHIN });
  const reading = startLineReading();
  const lines = splitLines(reading.take);
  let took = false;
  const taker = {
    take: (bytes: Uint8Array) => {
      took = true;
      lines.take(bytes);
    },
    gap: () => {
      lines.gap();
      reading.gap();
    },
    wantsAll: () => reading.structured,
  };
  const pacing = {
    wait: (milliseconds: number) => sleep(clock, milliseconds, limit.signal),
    isLate: () => clock.now() >= late,
  };
  const find = (poured: Poured | LeftOut): LogFindings => findingsOf(reading, lines, poured, failed, secretsOf(access));
  try {
    return find(
      await pourLog(
        openLog({ url, address, clock, signal: limit.signal, userAgent, takeTurn, outbound }),
        taker,
        pacing,
      ),
    );
  } catch (error) {
    if (limit.signal.aborted && took) return { ...find('too_slow'), brokeOff: true };
    if (error instanceof Unreachable) throw error;
    throw new Unreachable(`the log of ${id} could not be read in ${TIME_LIMIT / 1_000} s`);
  } finally {
    limit.end();
  }
}

/** A partial last line is dropped, since the masking would not recognise half a secret. */
function findingsOf(
  reading: LineReading,
  lines: LineSplitter,
  poured: Poured | LeftOut,
  failed: boolean,
  secrets: readonly string[],
): LogFindings {
  if (poured === 'whole') lines.end();
  const leftOut = poured === 'whole' || poured === 'unended' ? undefined : poured;
  return reading.findings({ whole: poured === 'whole' && !lines.cut, leftOut, failed }, secrets);
}
