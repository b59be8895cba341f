import type { ColumnType, Generated } from 'kysely';
import type { RequestState } from '../domain/lifecycle.ts';
import type { Urgency } from '../domain/urgency.ts';

/** Read as parsed JSON, written as text, because the two drivers treat arrays differently. */
type Json = ColumnType<unknown, string, string>;

export interface RequestsTable {
  id: string;
  version: number;
  state: RequestState;
  team: string;
  channel: string;
  requester: string;
  requesterName: string;
  action: string;
  environment: string;
  connection: string | null;
  workspaceId: string;
  frozen: Json;
  digest: string;
  askedAt: Date;
  startedAt: Date | null;
  approvedAt: Date | null;
  deadline: Date | null;
  token: string | null;
  creatingSince: Date | null;
  runId: string | null;
  confirmedAt: Date | null;
  settledAt: Date | null;
  messageTs: string | null;
  permalink: string | null;
  /** Fields of a request that no query needs. */
  rest: Json;
}

interface DecisionsTable {
  requestId: string;
  /** Starts at 0, in the order of the decisions. */
  position: number;
  kind: string;
  person: string;
  at: Date;
  allowlist: string;
  decision: Json;
}

/** The last reading of a request's run. */
interface RunsTable {
  requestId: string;
  runId: string;
  status: string;
  reading: Json;
  readAt: Date;
}

interface OutboxTable {
  id: Generated<number>;
  requestId: string;
  kind: 'message' | 'reply';
  milestone: ColumnType<unknown, string | null, string | null>;
  wanted: number;
  dueAt: Date;
  claimedUntil: Date | null;
  attempts: number;
  uncertain: boolean;
  urgency: Urgency;
  refusals: number;
  channel: string;
  /** Since when Slack lacks it. */
  since: Date;
  /** When a message is redrawn once more, because a redraw without an answer may still arrive in Slack. */
  redrawAgainAt: ColumnType<Date | null, Date | null | undefined, Date | null>;
}

/** The levels of Slack's rate limit buckets, for all replicas. */
interface SlackPaceTable {
  key: string;
  tokens: number;
  at: Date;
}

/** What Slack said about a person, their user groups or a channel, and when the call began. */
interface SlackReadingsTable {
  key: string;
  begunAt: Date;
  value: Json;
}

interface DigestsTable {
  channel: string;
  id: string;
  ts: string | null;
  since: Date;
  dueAt: Date;
  claimedUntil: Date | null;
  uncertain: boolean;
}

interface AdminNewsTable {
  id: Generated<number>;
  channel: string;
  news: string;
  part: number;
  since: Date;
  dueAt: Date;
  claimedUntil: Date | null;
  attempts: number;
  uncertain: boolean;
}

interface DriftTable {
  key: string;
  code: string;
  /** A sentence as JSON. */
  news: string;
  foundAt: Date;
}

interface DriftChecksTable {
  id: number;
  checkedAt: Date;
}

interface DoubtfulPostsTable {
  id: Generated<number>;
  channel: string;
  thread: string | null;
  mark: Json;
  ts: string;
  since: Date;
  dueAt: Date;
  claimedUntil: Date | null;
}

export interface AuditTable {
  seq: number;
  format: number;
  at: Date;
  kind: string;
  request: string | null;
  actor: string;
  facts: Json;
  texts: Json;
  previous: string;
  hash: string;
}

interface AuditTextsTable {
  seq: number;
  name: string;
  salt: string;
  text: string;
}

interface AllowlistsTable {
  hash: string;
  text: string;
  revision: string | null;
  keptAt: Date;
}

interface FreezesTable {
  id: Generated<number>;
  environment: string;
  reason: string;
  author: string;
  fromAt: Date;
  untilAt: Date;
  liftedAt: Date | null;
}

interface PlacesTable {
  name: string;
  epoch: number;
  heldUntil: Date;
}

interface DeliveriesTable {
  key: string;
  seenAt: Date;
}

export interface Tables {
  adminNews: AdminNewsTable;
  drift: DriftTable;
  driftChecks: DriftChecksTable;
  requests: RequestsTable;
  decisions: DecisionsTable;
  runs: RunsTable;
  outbox: OutboxTable;
  slackPace: SlackPaceTable;
  slackReadings: SlackReadingsTable;
  digests: DigestsTable;
  doubtfulPosts: DoubtfulPostsTable;
  audit: AuditTable;
  auditTexts: AuditTextsTable;
  allowlists: AllowlistsTable;
  freezes: FreezesTable;
  deliveries: DeliveriesTable;
  places: PlacesTable;
}
