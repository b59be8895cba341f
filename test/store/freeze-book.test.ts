import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { audit } from './requests.ts';
import { createDatabase, engines, START, type TestDatabase } from './stores.ts';

describe.each(engines)('freezes from Slack on %s', (engine) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createDatabase(engine);
  });
  afterAll(() => database.drop());

  test('a freeze holds from the moment it is on the record, also where the clock of the replica that put it there is ahead', async () => {
    const store = await database.open();
    const ahead = new Date(START.getTime() + 5_000);
    const until = new Date(START.getTime() + 3_600_000);
    const freeze = { environment: 'prod', reason: 'the database moves', author: 'U0BEN00001', from: ahead, until };
    await store.freezes.add(freeze, audit('environment.frozen'));
    expect(await store.freezes.current(START)).toEqual([{ ...freeze, from: START }]);
    expect(await store.freezes.current(until)).toEqual([]);
    await store.close();
  });
});
