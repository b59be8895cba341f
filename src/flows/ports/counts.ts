import type { RequestState } from '../../domain/lifecycle.ts';

/** Requests of one environment in one state. */
interface RequestCount {
  readonly state: RequestState;
  readonly environment: string;
  readonly requests: number;
  /** When the oldest of them was started with Run it. */
  readonly oldest: Date;
}

/** What waits or runs at this moment, over all replicas. */
export interface Counts {
  /** Requests that are open. */
  readonly open: readonly RequestCount[];
  /** Requests that became unresolved in the last day, by environment. */
  readonly unresolved: readonly { readonly environment: string; readonly requests: number }[];
  /** Runs and previews that are followed, by the name of their connection. */
  readonly followed: readonly { readonly connection: string | undefined; readonly runs: number }[];
  readonly outbox: { readonly items: number; readonly oldest: Date | undefined };
}

/** What is left of an HCP Terraform identity's rate limit. */
export interface BudgetLeft {
  /** The name of its first connection; `undefined` for the one whose variables have no suffix. */
  readonly connection: string | undefined;
  /** Calls that may be sent within this second, and lists of runs within this minute. */
  readonly calls: number;
  readonly runLists: number;
  /** Calls that wait for their turn. */
  readonly waiting: number;
}
