import { sql } from 'kysely';
import type { ActionRequest } from '../../src/domain/request.ts';
import type { Run } from '../../src/domain/run.ts';
import { systemClock } from '../../src/main.ts';
import type { DatabasePlace } from '../../src/store/database.ts';
import { toRow } from '../../src/store/request-row.ts';
import { openStore } from '../../src/store/store.ts';
import { toJson } from '../../src/store/stored-json.ts';
import { parseRun } from '../../src/terraform/documents/run-document.ts';
import { allowlistText, entryOf, newRequest, readAllowlist } from './bench-team.ts';
import { applyDocument, planDocument, runDocument } from './fake-documents.ts';
import type { FakeRun, FakeWorld } from './fake-runs.ts';
import { runsUnderWay, type UnderWay } from './runs-under-way.ts';

/** Rows per statement. */
const AT_ONCE = 500;

export interface OpenRuns {
  readonly runs: number;
  readonly slowed: number;
  readonly random: () => number;
  /** How long nobody polled them (milliseconds). */
  readonly away: number;
}

/** Adds running requests to the store, as a bot that stopped a while ago left them. */
export async function addOpenRuns(
  place: DatabasePlace,
  world: FakeWorld,
  given: OpenRuns,
): Promise<readonly UnderWay[]> {
  const underWay = runsUnderWay(world, given);
  const entry = entryOf(readAllowlist(allowlistText()));
  const readAt = new Date(world.now() - given.away);
  const requests = underWay.map(
    ({ workspace, run, token }): ActionRequest & { readonly run: Run; readonly runId: string } => {
      const [createdAt, confirmed] = [new Date(run.createdAt), run.confirmedAt];
      const sent = confirmed !== undefined && { confirmedAt: new Date(confirmed), confirmSentAt: new Date(confirmed) };
      return {
        ...newRequest(entry, workspace, { id: token, token, state: 'running', askedAt: createdAt }),
        ...{ runId: run.id, run: readingOf(run, readAt.getTime()), runReadAt: readAt, messageTs: '1764000000.000100' },
        ...(sent && { ...sent, confirmedBy: 'bot' }),
      };
    },
  );
  const store = await openStore({ ...place, clock: systemClock, onError: () => undefined });
  const { kysely } = store.database;
  for (let first = 0; first < requests.length; first += AT_ONCE) {
    const some = requests.slice(first, first + AT_ONCE);
    await kysely.insertInto('requests').values(some.map(toRow)).execute();
    const readings = some.map(({ id, run, runId }) => ({
      requestId: id,
      runId,
      status: run.status,
      reading: toJson(run),
      readAt,
    }));
    await kysely.insertInto('runs').values(readings).execute();
  }
  // Unlike other servers, the tests' one does not update its table statistics automatically.
  await sql`analyze`.execute(kysely);
  await store.close();
  return underWay;
}

function readingOf(run: FakeRun, at: number): Run {
  const read = parseRun({ data: runDocument(run, at), included: [planDocument(run, at), applyDocument(run, at)] });
  if (read === undefined) throw new Error('A run of the bench could not be read.');
  return read;
}
