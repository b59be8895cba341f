import { sleep } from '../../flows/ports/clock.ts';
import { Unreachable } from '../../flows/ports/hcp-terraform.ts';
import type { Secret } from '../../flows/ports/secret.ts';
import { type Access, hostOf, unreachableBy } from './access.ts';
import { type Answer, NoAnswer } from './exchange.ts';
import { Away } from './gate.ts';
import { isRenewed } from './is-renewed.ts';
import { waitOf } from './rate-limit.ts';
import { NoTurn } from './waiting-calls.ts';

export interface Reading {
  /** Below `/api/v2`, each segment already percent-encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Absent: the token that reads and creates. */
  readonly token?: Secret;
  readonly isRunList?: boolean;
  /** See `Turn`. */
  readonly isSpare?: boolean;
  /** The longest wait for a slot in the rate limit (milliseconds). Absent: as long as somebody would wait. */
  readonly patience?: number;
  /** `follow` has the lowest priority: calls that somebody waits for come first. */
  readonly urgency?: 'read' | 'follow';
}

/**
 * Delays between retries of a read (milliseconds). Only reads are retried: reading twice is harmless, but creating
 * twice runs the action twice.
 */
const FOUR_READS_IN_TEN_SECONDS = { waits: [1_000, 2_000, 4_000], within: 10_000 } as const;
/** From a call to the end of its response (milliseconds). */
const ANSWERED_WITHIN = 10_000;
/**
 * The longest wait for a slot in the rate limit (milliseconds). A person would wait longer than a minute's run lists
 * for nothing.
 */
const TURN_WITHIN = 30_000;

/**
 * Reads, with a few retries. Returns any conclusive response, including a refusal. Throws `Unreachable` if there is
 * none.
 */
export async function read(access: Access, reading: Reading): Promise<Answer> {
  const { clock, budget } = access;
  const { waits, within } = FOUR_READS_IN_TEN_SECONDS;
  const token = reading.token ?? access.token;
  const until = clock.now() + within + (reading.patience ?? 0);
  let renewed = false;
  for (let attempt = 0; ; ) {
    if (!access.refusedTokens.mayTry(token.current()) && !isRenewed(token, token.current()))
      throw new Unreachable(`${hostOf(access)} was not asked for ${reading.path}: it does not accept the token`, 401);
    const sent = token.current();
    const outcome = await tryOnce(access, reading, sent, until);
    if (!(outcome instanceof Unreachable)) {
      if (outcome.status !== 401) {
        access.refusedTokens.accepted(sent);
        return outcome;
      }
      access.refusedTokens.refused(sent);
      if (renewed || !isRenewed(token, sent)) throw unreachableBy(access, reading.path, outcome);
      renewed = true;
      continue;
    }
    const wait = Math.max(outcome.status === 429 ? 0 : (waits[attempt] ?? Number.POSITIVE_INFINITY), budget.heldFor());
    attempt += 1;
    if (attempt > waits.length || clock.now() + wait > until) {
      access.log.warn({ path: reading.path, status: outcome.status, attempts: attempt }, outcome.message);
      throw outcome;
    }
    await sleep(clock, wait);
  }
}

/** A conclusive response, or why there is none and a retry may help. */
async function tryOnce(access: Access, reading: Reading, token: string, until: number): Promise<Answer | Unreachable> {
  const { path, query } = reading;
  const attempt = await enter(access, reading, until);
  const began = access.clock.now();
  let answer: Answer;
  try {
    answer = await access.exchange({ method: 'GET', path, ...(query && { query }), token, within: ANSWERED_WITHIN });
  } catch (error) {
    attempt.failed();
    if (!(error instanceof NoAnswer)) throw error;
    return new Unreachable(`${hostOf(access)} gave ${error.message} to ${path}`);
  }
  access.log.debug({ path, status: answer.status, milliseconds: access.clock.now() - began }, 'HCP Terraform answered');
  const fails = answer.status >= 500 || answer.status === 408 || (answer.status < 300 && answer.json === undefined);
  if (fails) attempt.failed();
  else attempt.answered();
  if (answer.status === 429) access.budget.hold(waitOf(answer, access.clock.now()));
  return fails || answer.status === 429 ? unreachableBy(access, path, answer) : answer;
}

/** Waits for the circuit breaker and for a slot in the rate limit. */
async function enter(access: Access, reading: Reading, until: number) {
  const { path, isRunList = false, isSpare = false, urgency = 'read', patience = TURN_WITHIN } = reading;
  const attempt = await access.gate.pass(until).catch((error: unknown) => {
    throw error instanceof Away
      ? new Unreachable(`${hostOf(access)} was not asked for ${path}: ${error.message}`)
      : error;
  });
  try {
    await access.budget.takeTurn({ urgency, isRunList, isSpare, patience });
    return attempt;
  } catch (error) {
    attempt.abandoned();
    if (!(error instanceof NoTurn)) throw error;
    throw new Unreachable(`${hostOf(access)} was not asked for ${path}: ${error.message}`, 429);
  }
}

/**
 * Reads one document. `undefined` if it does not exist or must not be seen, and the service says so in JSON; a
 * gateway's page proves nothing. Throws `Unreachable`.
 */
export async function readDocument<Value>(
  access: Access,
  reading: Reading,
  parse: (json: unknown) => Value | undefined,
): Promise<Value | undefined> {
  const answer = await read(access, reading);
  if (isNotShown(answer) && answer.json !== undefined) return undefined;
  if (answer.status !== 200) throw unreachableBy(access, reading.path, answer);
  const value = parse(answer.json);
  if (value !== undefined) return value;
  throw new Unreachable(`${hostOf(access)} answered ${reading.path} with something else than that`, answer.status);
}

/** HCP Terraform answers 404 for what does not exist and for what must not be seen. For the latter 403 occurs too. */
export const isNotShown = ({ status }: Answer): boolean => status === 404 || status === 403;

/** Tries each `include` in order. A server that does not know one answers 400. The last one may be none. */
export async function readWithIncludes<Value>(
  access: Access,
  reading: Reading,
  includes: readonly string[],
  parse: (json: unknown) => Value | undefined,
): Promise<Value | undefined> {
  for (const include of includes) {
    try {
      return await readDocument(access, { ...reading, query: { include } }, parse);
    } catch (error) {
      if (!(error instanceof Unreachable) || error.status !== 400) throw error;
    }
  }
  return readDocument(access, reading, parse);
}
