import type { Exchange } from './exchange.ts';
import { NotSent } from './send-in-time.ts';

type CallKind = 'read' | 'run_list' | 'create' | 'confirm' | 'discard' | 'cancel';

export interface CountedCall {
  readonly kind: CallKind;
  /** `undefined`: no answer. */
  readonly status: number | undefined;
}

/** Wraps an exchange so that every call that was sent is counted once it is over. */
export const countCalls =
  (exchange: Exchange, count: (call: CountedCall) => void): Exchange =>
  async (call) => {
    const kind = kindOf(call);
    try {
      const answer = await exchange(call);
      count({ kind, status: answer.status });
      return answer;
    } catch (error) {
      if (!(error instanceof NotSent)) count({ kind, status: undefined });
      throw error;
    }
  };

const ACTS: Readonly<Record<string, CallKind>> = { apply: 'confirm', discard: 'discard', cancel: 'cancel' };

function kindOf({ method, path }: Parameters<Exchange>[0]): CallKind {
  if (method === 'POST') return ACTS[/\/actions\/(\w+)$/.exec(path)?.[1] ?? ''] ?? 'create';
  // These two lists have a rate limit of their own.
  return /^\/(?:workspaces|organizations)\/[^/]+\/runs$/.test(path) ? 'run_list' : 'read';
}
