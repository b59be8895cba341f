import pLimit from 'p-limit';
import { CouldNotFindOut } from '../../flows/guarding/could-not-find-out.ts';
import { type Clock, sleep } from '../../flows/ports/clock.ts';
import { bucketOf } from '../../flows/ports/slack-pace.ts';
import type { SlackReading, SlackReadings } from '../../flows/ports/slack-readings.ts';
import { rateLimitOf } from './web-api.ts';

/** How long a decision waits for its reading before the answer is no (milliseconds). */
const WAITS_AT_MOST = 20_000;
/** How often to check whether another replica has read it meanwhile (milliseconds). */
const LOOK_EVERY = 250;

export interface ReadingDeps {
  readonly readings: SlackReadings;
  readonly clock: Clock;
}

/** How to read a value from Slack. The value is JSON. */
export interface Readable<Value> {
  /** The rate limit that the call counts against. */
  readonly method: string;
  /** What to tell the person if it cannot be read. */
  readonly sentence: string;
  read(id: string): Promise<Value>;
}

export interface Read<Value> {
  readonly begunAt: Date;
  readonly value: Value;
}

export interface Asked {
  /** The maximum age of the reading, counted from the start of its call (milliseconds). */
  readonly within: number;
  /** Calls to leave for decisions. Readers that leave some do not wait for a free call. */
  readonly kept?: number;
}

/**
 * Reads values from Slack and shares each reading with everybody who needs it, in this process and in other replicas.
 * If the rate limit is reached, it waits for a free call or for another replica's reading. A failed reading is shared
 * with those who wait and then dropped. Throws `CouldNotFindOut`.
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

/** Looks for a reading or reserves a call. Returns the reading, `undefined` for a call, or when to check again. */
type Look = () => Promise<SlackReading | Date | undefined>;
type Line = (look: Look, latest: number) => Promise<SlackReading | undefined>;

/**
 * Callers without a reading or a call wait in order, and only the first one queries the store. A caller that could not
 * get a call in time does not wait at all.
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
