import pLimit from 'p-limit';
import { CouldNotFindOut } from '../../flows/guarding/could-not-find-out.ts';
import { type Clock, sleep } from '../../flows/ports/clock.ts';
import { bucketOf } from '../../flows/ports/slack-pace.ts';
import type { SlackReading, SlackReadings } from '../../flows/ports/slack-readings.ts';
import { rateLimitOf } from './web-api.ts';

/** A decision waits this long for its reading, and the answer is no only after that (milliseconds). */
const WAITS_AT_MOST = 20_000;
/** Whoever waits for a call looks this often whether another replica has read it meanwhile (milliseconds). */
const LOOK_EVERY = 250;

export interface ReadingDeps {
  readonly readings: SlackReadings;
  readonly clock: Clock;
}

/** How to read one thing from Slack; what it gives is JSON. */
export interface Readable<Value> {
  /** Whose limit the call counts against. */
  readonly method: string;
  /** What a person is told where it cannot be read. */
  readonly sentence: string;
  read(id: string): Promise<Value>;
}

export interface Read<Value> {
  readonly begunAt: Date;
  readonly value: Value;
}

export interface Asked {
  /** The reading began no longer ago than this (milliseconds). */
  readonly within: number;
  /** Calls that stay for those who decide; who leaves some waits for none. */
  readonly kept?: number;
}

/**
 * Reads what Slack says, and shares each reading among all who need it, in this process and in the other replicas. Where
 * Slack allows no further call just now, it waits until it does or until another replica has read it. A reading that
 * fails is shared with those who wait for it and then forgotten. Throws `CouldNotFindOut`.
 */
export function shareReading<Value>(
  deps: ReadingDeps,
  readable: Readable<Value>,
): (id: string, asked: Asked) => Promise<Read<Value>> {
  const shared = new Map<string, Shared<Value>>();
  const line = waitInLine(deps, readable.method, readable.sentence);
  return (id, asked) => {
    const now = deps.clock.now();
    const isOld = ({ begunAt, within }: Shared<Value>): boolean => begunAt !== undefined && now - begunAt >= within;
    for (const [key, reading] of shared) if (isOld(reading)) shared.delete(key);
    const key = `${id} ${asked.within} ${asked.kept ?? 0}`;
    const earlier = shared.get(key);
    if (earlier !== undefined) return earlier.read;
    const begins = (at: number): void => {
      reading.begunAt = at;
    };
    const reading: Shared<Value> = {
      begunAt: undefined,
      within: asked.within,
      read: readOnce(deps, line, readable, id, asked, begins),
    };
    shared.set(key, reading);
    reading.read.catch(() => {
      if (shared.get(key) === reading) shared.delete(key);
    });
    return reading.read;
  };
}

interface Shared<Value> {
  /** `undefined` while it waits for its call. */
  begunAt: number | undefined;
  readonly within: number;
  readonly read: Promise<Read<Value>>;
}

async function readOnce<Value>(
  deps: ReadingDeps,
  line: Line,
  { method, sentence, read }: Readable<Value>,
  id: string,
  { within, kept = 0 }: Asked,
  begins: (at: number) => void,
): Promise<Read<Value>> {
  const { readings, clock } = deps;
  const key = `${method} ${id}`;
  const latest = clock.now() + (kept === 0 ? WAITS_AT_MOST : 0);
  for (;;) {
    const found = await line(async () => {
      const known = await readings.find(key, new Date(clock.now() - within + 1));
      return known ?? readings.takeCall(method, kept);
    }, latest);
    if (found !== undefined) {
      begins(found.begunAt.getTime());
      return { begunAt: found.begunAt, value: found.value as Value };
    }
    const begunAt = new Date(clock.now());
    begins(begunAt.getTime());
    const value = await readUnlessLimited(deps, method, () => read(id), sentence);
    if (value === LIMITED) continue;
    await readings.keep(key, { begunAt, value });
    return { begunAt, value };
  }
}

/** Looks for a reading or takes a call: gives the reading, `undefined` for a call, or when to look again. */
type Look = () => Promise<SlackReading | Date | undefined>;
type Line = (look: Look, latest: number) => Promise<SlackReading | undefined>;

/**
 * Whoever finds neither a reading nor a call waits in line, in the order they came, and only the first in it asks the
 * store. Who could not have a call before their time is over is not kept waiting.
 */
function waitInLine({ clock }: ReadingDeps, method: string, sentence: string): Line {
  const turns = pLimit(1);
  const longest = WAITS_AT_MOST / bucketOf(method).refill;
  let length = 0;
  const wait: Line = async (look, latest) => {
    for (;;) {
      const found = await look();
      if (!(found instanceof Date)) return found;
      if (found.getTime() > latest) throw new CouldNotFindOut(sentence);
      await sleep(clock, Math.min(LOOK_EVERY, Math.max(1, found.getTime() - clock.now())));
    }
  };
  return async (look, latest) => {
    if (length === 0 || latest <= clock.now()) {
      const found = await look();
      if (!(found instanceof Date)) return found;
    }
    if (length >= longest || latest <= clock.now()) throw new CouldNotFindOut(sentence);
    length += 1;
    try {
      return await turns(() => wait(look, latest));
    } finally {
      length -= 1;
    }
  };
}

const LIMITED = Symbol('Slack said 429');

async function readUnlessLimited<Value>(
  { readings, clock }: ReadingDeps,
  method: string,
  read: () => Promise<Value>,
  sentence: string,
): Promise<Value | typeof LIMITED> {
  try {
    return await read();
  } catch (error) {
    const wait = rateLimitOf(error);
    if (wait === undefined) throw new CouldNotFindOut(sentence, error);
    await readings.hold(method, new Date(clock.now() + wait));
    return LIMITED;
  }
}
