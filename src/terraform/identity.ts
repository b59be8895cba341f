import { type Clock, sleep } from '../flows/clock.ts';
import { Unreachable } from '../flows/hcp-terraform.ts';
import { createGate } from './away.ts';
import { type Budget, createBudget, type Urgency } from './budget.ts';
import { type Answer, sendOnce, waitAsked } from './call.ts';
import type { Secret } from './connection.ts';

/** One token at one server: what it calls goes through one budget. */
export interface Identity {
  /** Sends the call once. Throws `Unreachable` where there is no answer. */
  once(method: 'GET' | 'POST', path: string, body?: object): Promise<Answer>;
  /** Reads, and repeats reading. Throws `Unreachable` where nothing tells. A 403 or 404 is `undefined`. */
  get(path: string, urgency?: Urgency): Promise<Answer | undefined>;
  readonly address: string;
  readonly token: Secret;
}

/** Reading twice is harmless. Creating twice runs the action twice, so a create is never repeated (milliseconds between). */
const THREE_READS_IN_FIVE_SECONDS = [1_000, 3_000] as const;

/** From the call to the end of its answer (milliseconds). */
const READ_WITHIN = 10_000;
const ACT_WITHIN = 20_000;
/** Where a 429 does not say how long to wait (milliseconds). */
const RATE_LIMIT_WAIT = 1_000;

export function createIdentity(clock: Clock, userAgent: string, address: string, token: Secret): Identity {
  const budget = createBudget(clock);
  const gate = createGate(clock);
  const url = (path: string): string => `${address}/api/v2${path}`;
  const send = async (method: 'GET' | 'POST', path: string, urgency: Urgency, body?: object): Promise<Answer> => {
    await budget.take(urgency);
    const timeLimit = method === 'POST' ? ACT_WITHIN : READ_WITHIN;
    const answer = await sendOnce(clock, userAgent, {
      ...{ method, url: url(path), token: token.current(), timeLimit },
      ...(body === undefined ? {} : { body }),
    });
    obeyRateLimit(clock, budget, answer);
    return answer;
  };
  const read = async (path: string, urgency: Urgency): Promise<Answer | undefined> => {
    if (!gate.isOpen()) throw new Unreachable('HCP Terraform is away; it is tried again soon');
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await send('GET', path, urgency).catch((error: unknown) => {
        if (error instanceof Unreachable) return error;
        throw error;
      });
      const judged = judge(outcome, token, attempt);
      if (judged !== 'again') gate.answered();
      if (judged === 'none') return undefined;
      if (judged === 'good' && !(outcome instanceof Unreachable)) return outcome;
      if (judged instanceof Unreachable) throw judged;
      const wait = THREE_READS_IN_FIVE_SECONDS[attempt];
      if (wait === undefined) {
        gate.failed();
        throw outcome instanceof Unreachable ? outcome : new Unreachable(`answered ${outcome.status}`, outcome.status);
      }
      await sleep(clock, wait);
    }
  };
  return {
    address,
    token,
    once: (method, path, body) => send(method, path, method === 'POST' ? 'act' : 'read', body),
    get: (path, urgency = 'read') => read(path, urgency),
  };
}

function judge(outcome: Answer | Unreachable, token: Secret, attempt: number): 'good' | 'none' | 'again' | Unreachable {
  if (outcome instanceof Unreachable) return 'again';
  if (outcome.status === 200) return 'good';
  if (outcome.status === 404 || outcome.status === 403) return 'none';
  if (outcome.status === 401) {
    return attempt === 0 && token.reread() ? 'again' : new Unreachable('the token is no longer valid', 401);
  }
  if (outcome.status === 429 || outcome.status >= 500) return 'again';
  return new Unreachable(`answered ${outcome.status}`, outcome.status);
}

function obeyRateLimit(clock: Clock, budget: Budget, answer: Answer): void {
  if (answer.status === 429) budget.holdUntil(clock.now() + (waitAsked(answer) ?? RATE_LIMIT_WAIT));
}
