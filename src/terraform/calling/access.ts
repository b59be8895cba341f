import type { LRUCache } from 'lru-cache';
import type { Clock } from '../../flows/ports/clock.ts';
import { Unreachable, type WorkspaceOrder } from '../../flows/ports/hcp-terraform.ts';
import type { Secret } from '../../flows/ports/secret.ts';
import type { LogSource } from '../documents/log-source-document.ts';
import type { Budget } from './budget.ts';
import { wordsOf } from './error-document.ts';
import type { Answer, Exchange, Outbound } from './exchange.ts';
import type { Gate } from './gate.ts';
import type { Log } from './log.ts';
import type { RefusedTokens } from './refused-tokens.ts';

/** A connection that is ready to be called. */
export interface Access {
  readonly address: string;
  readonly token: Secret;
  /** Confirms, discards and cancels: the apply token if there is one. */
  readonly actingToken: Secret;
  readonly exchange: Exchange;
  readonly budget: Budget;
  readonly gate: Gate;
  readonly refusedTokens: RefusedTokens;
  /** Ids of actions by workspace and address, and addresses of logs by the plan's id. The addresses are secrets. */
  readonly actionIds: LRUCache<string, string>;
  readonly logSources: LRUCache<string, LogSource>;
  /** Which include lists a server accepts. It answered the earlier ones with 400. */
  readonly narrowings: Map<WorkspaceOrder, number>;
  readonly outbound: Outbound | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/** The current values of all secrets, for masking. */
export const secretsOf = ({ token, actingToken }: Access): readonly string[] => [
  token.current(),
  actingToken.current(),
];

export const hostOf = ({ address }: Access): string => new URL(address).host;

/** The error for a response without an answer. Only error responses are quoted; documents may hold anything. */
export function unreachableBy(access: Access, path: string, answer: Answer): Unreachable {
  const said = answer.status < 400 ? '' : wordsOf(answer, secretsOf(access));
  return new Unreachable(
    `${hostOf(access)} answered ${answer.status} to ${path}${said === '' ? '' : `: ${said}`}`,
    answer.status,
  );
}
