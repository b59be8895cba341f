import type { ConnectionName } from './hcp-terraform.ts';

/** A workspace as a request names it. */
interface AskedWorkspace extends ConnectionName {
  readonly organization: string;
  readonly id: string;
  readonly name: string;
}

/** The workspaces and runs that requests name. */
export interface AskedWorkspaces {
  /** Workspaces of the requests that were open at some time since then. */
  since(since: Date): Promise<readonly AskedWorkspace[]>;
  /** The requests whose runs have these tokens in their messages, by token. */
  requestsOf(tokens: readonly string[]): Promise<ReadonlyMap<string, string>>;
}
