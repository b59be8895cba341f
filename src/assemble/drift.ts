import type { Logger } from 'pino';
import { sayRecordFinding } from '../domain/say-record-finding.ts';
import { plainText } from '../domain/sentence.ts';
import type { CompareRecordDeps } from '../flows/checking/compare-record.ts';
import { watchDrift } from '../flows/checking/watch-drift.ts';
import { watchRecord } from '../flows/checking/watch-record.ts';
import type { AllowlistInForce } from '../flows/guarding/replace-allowlist.ts';
import { type Clock, sleep } from '../flows/ports/clock.ts';
import type { DriftChange } from '../flows/ports/drift-book.ts';
import type { DueWork } from '../flows/ports/due-work.ts';
import type { Environment } from '../settings/environment.ts';
import type { SlackConnection } from '../slack/connection/connect-slack.ts';
import type { Store } from '../store/store.ts';
import type { connectHcpTerraform } from '../terraform/client.ts';
import { readTokens } from '../terraform/read-token.ts';
import type { Reach } from './reach-services.ts';

interface DriftParts {
  readonly environment: Environment;
  readonly store: Pick<Store, 'drift'>;
  readonly dueWork: Pick<DueWork, 'acquireLease'>;
  readonly slack: Pick<SlackConnection, 'team' | 'directory'>;
  readonly terraform: ReturnType<typeof connectHcpTerraform>;
  readonly reach: Pick<Reach, 'terraform'>;
  readonly inForce: AllowlistInForce;
  readonly comparing: CompareRecordDeps;
  readonly clock: Clock;
  readonly log: Logger;
}

/** How often each replica reads what was found, so that all show the same (milliseconds). */
const READ_EVERY = 30_000;

export type DriftCounts = readonly { readonly code: string; readonly count: number }[];

/**
 * Lets one replica compare both services with the setup once an hour, and the record with the runs once a day. Returns
 * what was found, by code.
 */
export function followDrift(parts: DriftParts, signal: AbortSignal): () => DriftCounts {
  const { environment, store, dueWork, slack, terraform, reach, inForce, clock, log } = parts;
  let counts: DriftCounts = [];
  const readCounts = async (): Promise<void> => {
    counts = await store.drift.count();
  };
  const wrote = (words: LogWords) => (change: DriftChange) => {
    writeDown(log, words, change);
    void readCounts().catch(() => {});
  };
  const reading = { clock, outbound: reach.terraform.outbound, takeTurn: terraform.takeTurn };
  dueWork.acquireLease('watch-drift', (leased) =>
    watchDrift(
      {
        ...{ drift: store.drift, setup: terraform, directory: slack.directory, clock, allowlist: inForce.current },
        // These readings leave enough calls for decisions.
        team: { standingOf: slack.team.knownStandingOf, readChannel: slack.team.recentChannel },
        readTokens: () => readTokens(reading, environment.connections, () => []),
        log: wrote(HOURLY),
        onError: (err) => log.warn({ err }, 'the hourly checks could not be made, and are made later'),
      },
      leased,
    ),
  );
  followRecord(parts, wrote(DAILY));
  void repeat(clock, signal, () => readCounts().catch(() => {}));
  return () => counts;
}

function followRecord(
  { comparing, store, dueWork, clock, log }: DriftParts,
  wrote: (change: DriftChange) => void,
): void {
  dueWork.acquireLease('watch-record', (leased) =>
    watchRecord(
      {
        ...{ ...comparing, drift: store.drift, clock, log: wrote },
        logUnread: (finding) =>
          log.warn(
            { problem: plainText(sayRecordFinding(finding)) },
            'a workspace could not be compared with the record',
          ),
        onError: (err) => log.warn({ err }, 'the record could not be compared, and is compared later'),
      },
      leased,
    ),
  );
}

async function repeat(clock: Clock, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await work();
    await sleep(clock, READ_EVERY, signal).catch(() => {});
  }
}

interface LogWords {
  readonly found: string;
  readonly mended: string;
}

const HOURLY: LogWords = { found: 'the hourly checks found a problem', mended: 'a problem is mended' };
const DAILY: LogWords = {
  found: 'the daily comparison of the record found a problem',
  mended: 'a problem of the record is not found any more',
};

function writeDown(log: Logger, words: LogWords, { found, mended }: DriftChange): void {
  for (const { code, says } of found) log.warn({ code, problem: plainText(says) }, words.found);
  for (const { code, says } of mended) log.info({ code, problem: plainText(says) }, words.mended);
}
