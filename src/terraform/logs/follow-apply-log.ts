import { startProgressReading } from '../../domain/progress.ts';
import { type ApplyLog, Unreachable } from '../../flows/ports/hcp-terraform.ts';
import { type Access, secretsOf } from '../calling/access.ts';
import { NoAnswer, startLimit } from '../calling/exchange.ts';
import { Away } from '../calling/gate.ts';
import { parseLogSource } from '../documents/log-source-document.ts';
import { openLog } from './fetch-log.ts';
import { splitLines } from './log-lines.ts';
import { isRefusedAddress, logSourceAt } from './read-log.ts';

/** Limits for one read (milliseconds, bytes). The rest is read next time. */
const TIME_LIMIT = 5_000;
const PIECE = 64 * 1024;
const PIECES = 16;
/** An address expires after 25 hours. If the next one is refused too, the bot may not read the log. */
const ASKED_ANEW = 1;

const [STARTS, ENDS] = [2, 3];

/**
 * Follows the log of a running apply at low priority. If the budget is short or the log cannot be read, progress is
 * unknown and nothing is delayed. The address is fetched once, kept only in memory, and fetched again when it is
 * refused.
 */
export function followApplyLog(access: Access, applyId: string, userAgent: string): ApplyLog {
  const reading = startProgressReading(() => secretsOf(access));
  const lines = splitLines(reading.take);
  let url: string | undefined;
  let offset = 0;
  let over = false;
  let failed = false;
  let refused = 0;

  const readPieces = async (address: string, signal: AbortSignal): Promise<void> => {
    const { clock, outbound } = access;
    const takeTurn = async () => spendSpare(access);
    const readBytes = openLog({ url: address, address: access.address, clock, signal, userAgent, takeTurn, outbound });
    for (let piece = 0; piece < PIECES && !over; piece += 1) {
      const bytes = await readBytes(offset, PIECE);
      // Storage that ignores ranges cannot be followed.
      if (bytes.length > PIECE) throw new Unreachable('the log comes in no pieces');
      over = bytes.at(-1) === ENDS;
      lines.take(bytes.subarray(offset === 0 && bytes[0] === STARTS ? 1 : 0, bytes.length - (over ? 1 : 0)));
      offset += bytes.length;
      if (bytes.length < PIECE) return;
    }
  };
  const look = async (signal: AbortSignal): Promise<void> => {
    url ??= await askAddress(access, applyId, signal);
    if (url !== undefined) await readPieces(url, signal);
  };
  return {
    latest: reading.latest,
    readOn: async (signal) => {
      if (over || signal.aborted) return;
      const limit = startLimit(access.clock, TIME_LIMIT);
      try {
        const either = AbortSignal.any([signal, limit.signal]);
        await Promise.race([look(either), untilAborted(either)]);
        [failed, refused] = [false, 0];
      } catch (error) {
        if (isRefusedAddress(error)) {
          url = undefined;
          refused += 1;
          over = refused > ASKED_ANEW;
        }
        if (!failed && !signal.aborted) access.log.debug({ apply: applyId, why: whyOf(error) }, 'no progress was read');
        failed = true;
      } finally {
        limit.end();
      }
    },
  };
}

/** Stopping does not wait for a response. */
const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(new Unreachable('too slow'));
    signal.addEventListener('abort', () => reject(new Unreachable('too slow')), { once: true });
  });

const whyOf = (error: unknown): string =>
  error instanceof Unreachable || error instanceof NoAnswer || error instanceof Away ? error.message : 'it broke off';

function spendSpare({ budget }: Access): void {
  if (!budget.takeSpareTurn()) throw new Unreachable('the budget has no call to spare');
}

/** A single call, never retried, and only while the service answers others. */
async function askAddress(access: Access, applyId: string, signal: AbortSignal): Promise<string | undefined> {
  const attempt = await access.gate.pass(access.clock.now());
  try {
    spendSpare(access);
    const { path } = logSourceAt('applies', applyId);
    const answer = await access.exchange({ method: 'GET', path, token: access.token.current(), within: TIME_LIMIT });
    if (answer.status !== 200) throw new Unreachable(`HCP Terraform answered ${answer.status}`, answer.status);
    return signal.aborted ? undefined : parseLogSource(answer.json)?.address;
  } finally {
    attempt.abandoned();
  }
}
