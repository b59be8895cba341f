import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digestOf } from '../../src/domain/digest.ts';
import type { ActionRequest } from '../../src/domain/request.ts';
import { verifyAuditLog } from '../../src/flows/record/verify-audit.ts';
import { readAudit } from '../../src/store/audit-log.ts';
import { anasRequest, audit, bensApproval, someRun } from './requests.ts';
import { createDatabase, engines, START, stoppedClock, type TestDatabase, type TestStore } from './stores.ts';

const DAY = 24 * 60 * 60_000;
const ANA = 'U0ANA00001';
const BEN = 'U0BEN00001';

/** Everything about a run that has names, and a typed value. */
const toldAll = (given: Partial<ActionRequest> = {}): ActionRequest => {
  const { asked } = anasRequest();
  return anasRequest({
    state: 'failed',
    settledAt: START,
    asked: { ...asked, parameters: { ticket: 'SECRET-1' }, salt: '5a'.repeat(16) },
    decisions: [{ ...bensApproval, reason: 'Ana said SECRET-2' }],
    run: { ...someRun, message: 'Asked by Ana, approved by Ben' },
    runId: someRun.id,
    ended: { kind: 'creation_refused', status: 422, said: 'SECRET-8' },
    outcome: 'HCP Terraform said: SECRET-3',
    hint: 'SECRET-4',
    excerpt: 'Error: SECRET-5',
    actionProgress: { text: 'SECRET-7', at: START },
    heldBy: { name: 'a freeze from chat', reason: 'SECRET-10', from: START, until: START },
    freezeAhead: { name: 'a freeze from chat', reason: 'SECRET-11', from: START, until: START },
    blocked: { by: 'lock', what: 'SECRET-12', who: 'Ana', since: START },
    brokenGlass: {
      person: BEN,
      at: START,
      reason: 'SECRET-13',
      missing: 1,
      freeze: { name: 'a freeze from chat', reason: 'SECRET-14', author: ANA, from: START, until: START },
    },
    ending: {
      state: 'voided',
      because: 'Ana may no longer request it',
      why: { kind: 'said', said: 'SECRET-9' },
    },
    ...given,
  });
};

describe.each(engines)('forgetting on %s', (engine) => {
  let database: TestDatabase;
  let store: TestStore;

  beforeAll(async () => {
    database = await createDatabase(engine);
    store = await database.open(stoppedClock());
  });
  afterAll(() => database.drop());

  const everythingKept = async (): Promise<string> => {
    const { kysely } = store.database;
    const tables = ['requests', 'decisions', 'runs', 'auditTexts', 'audit'] as const;
    return JSON.stringify(await Promise.all(tables.map((table) => kysely.selectFrom(table).selectAll().execute())));
  };

  test('a person with an open request is not forgotten, and it says which', async () => {
    const open = anasRequest({ requester: 'U0DIA00001', requesterName: 'Dia' });
    await store.requests.add(open, audit('request.asked', open), []);
    expect(await store.auditLog.forgetPerson('U0DIA00001')).toMatchObject({ open: [{ id: open.id }] });
    expect((await store.requests.find(open.id))?.requesterName).toBe('Dia');
  });

  test('of ana nothing is left but ids, also where others said it, and the chain still verifies', async () => {
    const request = toldAll();
    await store.requests.add(request, audit('request.asked', request), []);
    await store.requests.note({ ...audit('request.denied', request), actor: BEN, texts: { reason: 'SECRET-6' } });
    const bens = toldAll({ requester: BEN, requesterName: 'Ben', runId: 'run-2', asked: anasRequest().asked });
    await store.requests.add(bens, { ...audit('request.asked', bens), actor: BEN, texts: { requester: 'Ben' } }, []);

    expect(await store.auditLog.forgetPerson(ANA)).toEqual({ texts: 3, requests: 1 });
    const forgotten = await store.requests.find(request.id);
    expect(forgotten).toMatchObject({
      state: 'failed',
      requester: ANA,
      requesterName: ANA,
      asked: { parameters: { ticket: '(forgotten)' }, workspaceName: 'acme-prod' },
      run: { id: someRun.id, message: '' },
      digest: request.digest,
      brokenGlass: { person: BEN, at: START, missing: 1, reason: '(forgotten)', freeze: { from: START } },
      forgottenAt: START,
    });
    expect(JSON.stringify(forgotten)).not.toMatch(/"Ana|Ana |SECRET|5a5a/);
    expect(await store.requests.find(bens.id)).toMatchObject({ requesterName: 'Ben', excerpt: 'Error: SECRET-5' });
    const { records } = await readAudit(store.database.kysely);
    expect(records.at(-1)).toMatchObject({
      kind: 'person.forgotten',
      actor: 'bot',
      facts: { person: ANA, texts: 3, requests: 1 },
      texts: {},
    });
    expect((await verifyAuditLog(store.auditLog, [])).faults).toEqual([]);
    expect(await store.auditLog.forgetPerson(ANA)).toEqual({ texts: 0, requests: 0 });
  });

  test('ben is forgotten too: his reasons on requests of others, and his name in the messages of their runs', async () => {
    const request = toldAll({ requester: 'U0CEM00001', requesterName: 'Cem', runId: 'run-3' });
    await store.requests.add(request, audit('request.asked', request), []);
    await store.auditLog.forgetPerson(BEN);
    expect(await store.requests.find(request.id)).toMatchObject({ requesterName: 'Cem', run: { message: '' } });
    expect(await store.requests.find(request.id)).toMatchObject({
      decisions: [bensApproval],
      brokenGlass: { person: BEN, missing: 1, reason: '(forgotten)' },
    });
    expect((await verifyAuditLog(store.auditLog, [])).faults).toEqual([]);
  });

  const freeze = (author: string, reason: string, until: Date): Promise<unknown> =>
    store.freezes.add({ environment: 'prod', reason, author, from: START, until }, audit('environment.frozen'));
  const reasonsOfFreezes = async (): Promise<readonly string[]> => {
    const rows = await store.database.kysely.selectFrom('freezes').select('reason').orderBy('id').execute();
    return rows.map(({ reason }) => reason);
  };

  test('why somebody froze an environment from chat is forgotten with them, or once it is old; others stay', async () => {
    const later = new Date(START.getTime() + DAY);
    await freeze('U0GIL00001', 'Gil moves the database', later);
    await freeze('U0HAL00001', 'Hal is away', new Date(START.getTime() - 2 * DAY));
    await freeze('U0HAL00001', 'Hal moves too', later);
    await store.auditLog.forgetPerson('U0GIL00001');
    expect(await reasonsOfFreezes()).toEqual(['(forgotten)', 'Hal is away', 'Hal moves too']);
    await store.auditLog.forgetOlder(new Date(START.getTime() - DAY));
    expect(await reasonsOfFreezes()).toEqual(['(forgotten)', '(forgotten)', 'Hal moves too']);
  });

  test('why somebody froze an environment is forgotten on the requests of others that it stopped, and in their records', async () => {
    const KIM = 'U0KIM00001';
    const by = (author: string, reason: string) => ({
      name: 'a freeze from chat',
      reason,
      author,
      from: START,
      until: START,
    });
    const stopped = toldAll({
      ...{ requester: 'U0LEA00001', requesterName: 'Lea', runId: 'run-4' },
      ...{ heldBy: by(KIM, 'KIM-1'), freezeAhead: by('U0HAL00001', 'HAL-1') },
      brokenGlass: { person: BEN, at: START, reason: 'the site is down', missing: 1, freeze: by(KIM, 'KIM-2') },
      ending: { state: 'discarded', because: 'frozen: KIM-3', why: { kind: 'frozen', freeze: by(KIM, 'KIM-4') } },
      ended: { kind: 'ended_with_run', why: { kind: 'frozen', freeze: by(KIM, 'KIM-5') } },
      outcome: 'It is frozen: KIM-6',
    });
    const record = { ...audit('run.to_be_ended', stopped), texts: { because: 'frozen: KIM-7' } };
    await store.requests.add(stopped, record, []);
    await store.auditLog.forgetPerson(KIM);
    const kept = await store.requests.find(stopped.id);
    expect(JSON.stringify(kept)).not.toMatch(/KIM-\d/);
    expect(kept).toMatchObject({
      ...{ requesterName: 'Lea', heldBy: { author: KIM, reason: '(forgotten)', from: START } },
      ...{ freezeAhead: { reason: 'HAL-1' }, brokenGlass: { reason: 'the site is down' } },
      ended: { kind: 'ended_with_run', why: { kind: 'frozen', freeze: { reason: '(forgotten)', until: START } } },
    });
    expect(await everythingKept()).not.toMatch(/KIM-\d/);
    expect((await verifyAuditLog(store.auditLog, [])).faults).toEqual([]);
  });

  test('what Slack said of somebody is forgotten with them, and nothing of anybody else', async () => {
    for (const key of ['users.info U0IDA00001', 'users.info U0JIM00001', 'usergroups.list all']) {
      await store.slackReadings.keep(key, { begunAt: START, value: { name: key } });
    }
    await store.auditLog.forgetPerson('U0IDA00001');
    const kept = await store.database.kysely.selectFrom('slackReadings').select('key').orderBy('key').execute();
    expect(kept.map(({ key }) => key)).toEqual(['usergroups.list all', 'users.info U0JIM00001']);
  });

  test('what is older is forgotten page by page, what is not is kept', async () => {
    await store.requests.note(audit('refusal.old'));
    await sql`
      insert into audit_texts select 1, 'text ' || number, 'salt', 'text' from generate_series(1, 1100) number
    `.execute(store.database.kysely);
    expect(await store.auditLog.forgetOlder(new Date(START.getTime() - DAY))).toBe(false);
    expect(await everythingKept()).toContain('Cem');
    const than = new Date(START.getTime() + 1);
    expect(await store.auditLog.forgetOlder(than)).toBe(true);
    expect(await store.auditLog.forgetOlder(than)).toBe(false);
    expect(await store.auditLog.forgetOlder(than)).toBe(false);
    const kept = await everythingKept();
    expect(kept).not.toMatch(/SECRET|"Cem"/);
    expect(kept).toContain('"Dia"');
    const { records } = await readAudit(store.database.kysely);
    const told = records.filter(({ kind }) => kind === 'retention.forgotten');
    expect(told.map(({ facts }) => facts.texts)).toEqual([1_000, expect.any(Number)]);
    expect((await verifyAuditLog(store.auditLog, [])).faults).toEqual([]);
  });

  test('a digest does not tell a forgotten parameter, since it was salted', () => {
    const { asked } = toldAll();
    const { salt: _, ...guessed } = asked;
    expect(digestOf(guessed)).not.toBe(digestOf(asked));
  });
});
