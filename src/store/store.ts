import { randomBytes } from 'node:crypto';
import type { AuditEntry } from '../domain/audit.ts';
import type { ChainReading } from '../domain/audit-chain.ts';
import type { AdminNews } from '../flows/guarding/admin-news.ts';
import type { LastReading, NewsFor, RecordedReading } from '../flows/guarding/replace-allowlist.ts';
import type { AskedWorkspaces } from '../flows/ports/asked-workspaces.ts';
import type { AuditLog } from '../flows/ports/audit-log.ts';
import type { Clock } from '../flows/ports/clock.ts';
import type { Counts } from '../flows/ports/counts.ts';
import type { DriftBook } from '../flows/ports/drift-book.ts';
import type { DueJob, DueWork, SeenDeliveries } from '../flows/ports/due-work.ts';
import type { FreezeBook } from '../flows/ports/freeze-book.ts';
import type { Outbox } from '../flows/ports/outbox.ts';
import type { RequestStore } from '../flows/ports/request-store.ts';
import type { SlackReadings } from '../flows/ports/slack-readings.ts';
import type { Unwatched } from '../flows/waiting/sweep-owed-work.ts';
import { createAdminNews } from './admin-news.ts';
import { type AllowlistInForceRows, createAllowlistInForce } from './allowlist-in-force.ts';
import {
  type KeptAllowlist,
  keepAllowlist,
  lastAllowlistReading,
  newestAllowlist,
  readAllowlistText,
  recordReading,
  wasInForce,
} from './allowlists.ts';
import { createAskedWorkspaces } from './asked-workspaces.ts';
import { type RandomHex, verifyAudit } from './audit-log.ts';
import { countOpen } from './count-open.ts';
import { createAuditLog } from './create-audit-log.ts';
import { type Database, type DatabasePlace, openDatabase, sayUnmade } from './database.ts';
import { createSeenDeliveries } from './deliveries.ts';
import { createDriftBook } from './drift-book.ts';
import { createDueWork } from './due-work.ts';
import { startEngine } from './engine.ts';
import { createFreezeBook } from './freeze-book.ts';
import { createOutbox } from './outbox.ts';
import { createRequestStore } from './request-store.ts';
import { createSlackReadings } from './slack-readings.ts';
import { findUnwatched } from './unwatched-requests.ts';

export type OpenStore = DatabasePlace & {
  readonly clock: Clock;
  readonly log?: (message: string) => void;
  /** Called for jobs that threw, with the job, and for faults of pg-boss. Both recover by themselves. */
  readonly onError: (error: unknown, job?: DueJob) => void;
  /** Creates the salts of audit records. Defaults to the system's random bytes. */
  readonly randomHex?: RandomHex;
  /** Opens a store that was moved or is not complete as well. */
  readonly evenMarked?: boolean;
};

export interface Store {
  readonly database: Database;
  readonly requests: RequestStore;
  readonly auditLog: AuditLog;
  readonly workspaces: AskedWorkspaces;
  readonly outbox: Outbox;
  readonly dueWork: DueWork;
  readonly deliveries: SeenDeliveries;
  readonly freezes: FreezeBook;
  readonly adminNews: AdminNews;
  readonly drift: DriftBook;
  readonly slackReadings: SlackReadings;
  keepAllowlist(allowlist: KeptAllowlist, at: Date): Promise<void>;
  lastAllowlistReading(): Promise<LastReading | undefined>;
  newestAllowlist(): Promise<string | undefined>;
  recordReading(audit: AuditEntry, newsFor: NewsFor): Promise<RecordedReading>;
  readAllowlistText(hash: string): Promise<string | undefined>;
  /** Whether any replica ever adopted the allowlist with this hash. */
  wasInForce(hash: string): Promise<boolean>;
  readonly allowlistInForce: AllowlistInForceRows;
  verifyAudit(): Promise<ChainReading>;
  /** Requests that owe work which is not in the queue. There should never be any. */
  findUnwatched(): Promise<readonly Unwatched[]>;
  countOpen(): Promise<Counts>;
  /** Stops the workers, waiting at most this long for running jobs (milliseconds), and closes the database. */
  close(milliseconds?: number): Promise<void>;
}

/** Opens everything that is stored. Throws what `openDatabase` throws. */
export async function openStore(options: OpenStore): Promise<Store> {
  const { clock, onError, randomHex = (bytes) => randomBytes(bytes).toString('hex') } = options;
  const database = await openDatabase(options);
  try {
    const { kysely } = database;
    const boss = await startEngine(database, clock, onError).catch(async (error: unknown) => {
      throw await sayUnmade(error, options);
    });
    const dueWork = await createDueWork({ boss, kysely, clock, onError });
    const outbox = createOutbox({ kysely, clock, randomHex });
    const requests = createRequestStore({
      ...{ kysely, clock, randomHex },
      queue: dueWork,
      outboxChanged: outbox.changed,
    });
    const adminNews = createAdminNews({ kysely, clock });
    const allowlistInForce = createAllowlistInForce(kysely, randomHex(8));
    let closing: Promise<void> | undefined;
    return {
      ...{ database, requests, outbox, dueWork, adminNews },
      drift: createDriftBook({ kysely, clock, newsAdded: adminNews.changed }),
      workspaces: createAskedWorkspaces(kysely),
      auditLog: createAuditLog({ kysely, clock, randomHex }),
      deliveries: createSeenDeliveries(kysely, clock),
      freezes: createFreezeBook({ kysely, clock, randomHex, queue: dueWork }),
      slackReadings: createSlackReadings(kysely, clock),
      keepAllowlist: (allowlist, at) => keepAllowlist(kysely, allowlist, at),
      lastAllowlistReading: () => lastAllowlistReading(kysely),
      newestAllowlist: () => newestAllowlist(kysely),
      recordReading: async (audit, newsFor) => {
        const recorded = await recordReading({ kysely, clock, randomHex }, audit, newsFor);
        adminNews.changed();
        return recorded;
      },
      readAllowlistText: (hash) => readAllowlistText(kysely, hash),
      wasInForce: (hash) => wasInForce(kysely, hash),
      allowlistInForce,
      verifyAudit: () => verifyAudit(kysely),
      findUnwatched: () => findUnwatched(kysely, new Date(clock.now())),
      countOpen: () => countOpen(kysely, new Date(clock.now())),
      close(milliseconds = 0) {
        closing ??= dueWork
          .stop(milliseconds)
          .finally(() => allowlistInForce.leave().catch(() => {}))
          .finally(database.close);
        return closing;
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
