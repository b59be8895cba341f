import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkBackup, readBackup } from '../../src/store/backup-file.ts';
import { writeBackup } from '../../src/store/write-backup.ts';
import { anasRequest, audit } from './requests.ts';
import { createDatabase, engines, START } from './stores.ts';

describe.each(engines)('a backup on %s', (engine) => {
  test('while requests are asked and withdrawn has each with its record and its work, or not at all', {
    timeout: 60_000,
  }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tf-action-load-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'one.backup');
    const database = await createDatabase(engine);
    const { requests, database: opened } = await database.open();
    const deadline = new Date(Date.now() + 3_600_000);
    let goesOn = true;
    let asked = 0;
    const ask = async (): Promise<void> => {
      while (goesOn) {
        // An embedded database answers without the event loop, which files need.
        await setImmediate();
        const request = anasRequest({ deadline });
        await requests.add(request, audit('request.asked', request, { texts: { requester: 'Ana' } }), []);
        asked += 1;
        if (asked % 2 === 0) continue;
        const settled = { settledAt: new Date(), deadline: null };
        await requests.move(request, {
          event: 'withdraw',
          change: settled,
          audit: audit('request.withdrawn', request),
        });
      }
    };
    const asking = [ask(), ask(), ask()];
    while (asked < 10) await setImmediate();
    await writeBackup(opened.kysely, file, { version: '1.0.0', at: START });
    goesOn = false;
    await Promise.all(asking);
    await checkBackup(file, '1.0.0');

    const rows: Record<string, Record<string, unknown>[]> = {};
    for await (const page of readBackup(file, '1.0.0'))
      rows[page.table] = [...(rows[page.table] ?? []), ...page.rows.map((row) => JSON.parse(row))];
    const { requests: kept = [], audit: record = [], 'pgboss.job': jobs = [] } = rows;
    const idsOf = (kind: string) => record.filter((one) => one.kind === kind).map((one) => one.request);
    const inState = (state: string) => kept.filter((one) => one.state === state).map((one) => one.id);
    expect(kept.length).toBeGreaterThan(5);
    expect(idsOf('request.asked').sort()).toEqual(kept.map(({ id }) => id).sort());
    expect(idsOf('request.withdrawn').sort()).toEqual(inState('withdrawn').sort());
    const due = new Set(jobs.map(({ data }) => (data as { readonly requestId: string }).requestId));
    for (const id of inState('unconfirmed')) expect(due).toContain(id);
    await database.drop();
  });
});
