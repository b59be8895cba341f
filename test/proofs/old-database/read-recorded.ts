import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import type { JsonObject } from '../../../src/sandbox/slack/json.ts';
import type { WorkspaceSettings } from '../../../src/sandbox/terraform/workspaces.ts';

interface RecordedWorkspace {
  readonly name: string;
  readonly id: string;
  readonly configurationVersionId: string;
  /** Where its request stood. */
  readonly stands: string;
  readonly settings?: Partial<WorkspaceSettings>;
  readonly lock?: { readonly by: string; readonly reason: string };
}

interface RecordedRun {
  readonly id: string;
  readonly workspace: string;
  readonly configurationVersionId: string;
  readonly createdAt: string;
  readonly status: string;
  /** As the run was asked for. */
  readonly attributes: JsonObject;
}

export interface RecordedMessage {
  readonly channel: string;
  readonly ts: string;
  /** Who alone saw it; absent for a message of the channel. */
  readonly for?: string;
  readonly text: string;
  readonly blocks: readonly JsonObject[];
  readonly metadata?: JsonObject;
}

interface RecordedRow {
  readonly table: string;
  /** Without the columns that were null, and of `pgboss.job` without those that are alike in all. */
  readonly row: JsonObject;
}

/** What was in the database, in Slack and in HCP Terraform at one moment. */
export interface Recorded {
  readonly now: string;
  readonly allowlist: JsonObject;
  readonly workspaces: readonly RecordedWorkspace[];
  readonly runs: readonly RecordedRun[];
  readonly messages: readonly RecordedMessage[];
  readonly rows: readonly RecordedRow[];
}

type Line = { readonly now: string } & { readonly allowlist: JsonObject } & {
  readonly workspace: RecordedWorkspace;
} & { readonly run: RecordedRun } & { readonly message: RecordedMessage } & RecordedRow;

/**
 * `recorded.jsonl.br` was made by the release before migration 0005. A test of that release put one request for each place
 * where a request can stand through its own wiring, each in an environment, a workspace and a channel of its own. Then it
 * stopped the clock, and wrote down all tables, the unfinished jobs, and what the sandboxes had: workspaces, runs, request
 * messages and private confirmations. Calls that had no answer at that moment never got one. Only the address of HCP
 * Terraform was replaced.
 *
 * It is never made again, since it stands for what that release wrote. Read it with `brotli --decompress --stdout`.
 */
export function readRecorded(): Recorded {
  const compressed = readFileSync(join(import.meta.dirname, 'recorded.jsonl.br'));
  const lines = brotliDecompressSync(compressed).toString().trimEnd().split('\n');
  const parsed = lines.map((line) => JSON.parse(line) as Partial<Line>);
  const all = <Key extends keyof Line>(key: Key) =>
    parsed.flatMap((line) => (line[key] === undefined ? [] : [line[key] as Line[Key]]));
  const [now = '', allowlist = {}] = [all('now')[0], all('allowlist')[0]];
  const rows = parsed.flatMap(({ table, row }) => (table === undefined || row === undefined ? [] : [{ table, row }]));
  return { now, allowlist, workspaces: all('workspace'), runs: all('run'), messages: all('message'), rows };
}
