import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import { forgetFreezesOf, forgetRequest } from '../domain/forget-request.ts';
import { isSettled } from '../domain/lifecycle.ts';
import type { PersonId } from '../domain/person.ts';
import type { ActionRequest } from '../domain/request.ts';
import type { AuditLog, Forgotten } from '../flows/ports/audit-log.ts';
import { appendAudit, lockAuditLog, type RandomHex } from './audit-log.ts';
import { fromRow, selectRequests, toRow } from './request-row.ts';
import { toJson } from './stored-json.ts';
import type { Tables } from './tables.ts';

/** Rows changed per transaction when old data is forgotten, so that nobody waits long. */
const TEXTS_AT_ONCE = 1_000;
const REQUESTS_AT_ONCE = 200;

interface ForgetParts {
  readonly now: () => Date;
  readonly randomHex: RandomHex;
}

/**
 * Runs as one transaction and blocks appending. A request that this person makes meanwhile is either open and kept, or
 * comes later and is not touched.
 */
export function forgetPerson(
  kysely: Kysely<Tables>,
  person: PersonId,
  { now, randomHex }: ForgetParts,
): ReturnType<AuditLog['forgetPerson']> {
  return kysely.transaction().execute(async (transaction) => {
    await lockAuditLog(transaction);
    const rows = await selectRequests(transaction)
      .where('requests.requester', '=', person)
      .where(sql<boolean>`requests.rest -> 'forgottenAt' is null`)
      .orderBy('requests.askedAt')
      .execute();
    const requests = rows.map(fromRow);
    const open = requests.filter(({ state }) => !isSettled(state));
    if (open.length > 0) return { open };
    for (const request of requests) await putForgotten(transaction, forgetRequest(request, now()));
    const texts = await forgetTextsOf(transaction, person);
    const reasons = await forgetReasonsOf(transaction, person);
    await forgetRunMessagesNaming(transaction, person);
    await forgetFreezes(transaction, sql`author = ${person}`);
    await transaction.deleteFrom('slackReadings').where('key', 'like', `% ${person}`).execute();
    const told = await forgetFreezesOnOthers(transaction, person);
    const forgotten: Forgotten = { texts: texts + reasons + told, requests: requests.length };
    const facts = { person, ...forgotten };
    if (forgotten.texts + forgotten.requests > 0) {
      await appendAudit(transaction, { kind: 'person.forgotten', actor: 'bot', facts }, now(), randomHex);
    }
    return forgotten;
  });
}

/** One page of the texts of old records and of requests that settled that long ago. */
export function forgetOlder(kysely: Kysely<Tables>, than: Date, { now, randomHex }: ForgetParts): Promise<boolean> {
  return kysely.transaction().execute(async (transaction) => {
    const texts = await count(
      transaction,
      sql`
      delete from audit_texts using (
        select seq, name from audit_texts join audit using (seq) where at < ${than} order by seq limit ${TEXTS_AT_ONCE}
      ) old where audit_texts.seq = old.seq and audit_texts.name = old.name
    `,
    );
    const rows = await selectRequests(transaction)
      .where('requests.settledAt', '<', than)
      .where(sql<boolean>`requests.rest -> 'forgottenAt' is null`)
      .limit(REQUESTS_AT_ONCE)
      .execute();
    for (const row of rows) await putForgotten(transaction, forgetRequest(fromRow(row), now()));
    await forgetFreezes(transaction, sql`until_at < ${than}`);
    if (texts + rows.length === 0) return false;
    const facts = { older_than: than.toISOString(), texts, requests: rows.length };
    await appendAudit(transaction, { kind: 'retention.forgotten', actor: 'bot', facts }, now(), randomHex);
    return texts === TEXTS_AT_ONCE || rows.length === REQUESTS_AT_ONCE;
  });
}

/** No move conflicts with this, since a settled request has none. */
async function putForgotten(transaction: Transaction<Tables>, request: ActionRequest): Promise<void> {
  const { messageTs: _, permalink: __, ...row } = toRow(request);
  await transaction.updateTable('requests').set(row).where('id', '=', request.id).execute();
  for (const [position, decision] of request.decisions.entries()) {
    await transaction
      .updateTable('decisions')
      .set({ decision: toJson(decision) })
      .where('requestId', '=', request.id)
      .where('position', '=', position)
      .execute();
  }
  if (request.run === undefined) return;
  await transaction
    .updateTable('runs')
    .set({ reading: toJson(request.run) })
    .where('requestId', '=', request.id)
    .execute();
}

/** Texts of what the person did, and everything about their own requests, whoever did it. */
const forgetTextsOf = (transaction: Transaction<Tables>, person: PersonId): Promise<number> =>
  count(
    transaction,
    sql`
    delete from audit_texts where seq in (
      select seq from audit
      where actor = ${person} or request in (select id from requests where requester = ${person})
    )
  `,
  );

/** Texts on other people's requests. */
async function forgetReasonsOf(transaction: Transaction<Tables>, person: PersonId): Promise<number> {
  const ofDecisions = sql`
    update decisions set decision = decision - 'reason'
    where person = ${person} and decision -> 'reason' is not null
  `;
  const ofBrokenGlass = sql`
    update requests set rest = jsonb_set(rest, '{brokenGlass,reason}', '"(forgotten)"')
    where settled_at is not null and rest -> 'brokenGlass' ->> 'person' = ${person}
  `;
  await ofBrokenGlass.execute(transaction);
  return count(transaction, ofDecisions);
}

/** The reason of a freeze from chat. Its time and author stay. */
const forgetFreezes = (transaction: Transaction<Tables>, which: RawBuilder<unknown>): Promise<unknown> =>
  sql`update freezes set reason = '(forgotten)' where ${which}`.execute(transaction);

/**
 * A request that a freeze stopped repeats the freeze's reason, and so do its records. Open requests keep the reason
 * while the freeze holds.
 */
async function forgetFreezesOnOthers(transaction: Transaction<Tables>, person: PersonId): Promise<number> {
  const rows = await selectRequests(transaction)
    .where('requests.settledAt', 'is not', null)
    .where(sql<boolean>`requests.rest::text like ${`%"author": "${person}"%`}`)
    .execute();
  let texts = 0;
  for (const row of rows) {
    const forgotten = forgetFreezesOf(fromRow(row), person);
    if (forgotten === undefined) continue;
    await putForgotten(transaction, forgotten);
    texts += await count(
      transaction,
      sql`delete from audit_texts where name = 'because' and seq in (select seq from audit where request = ${forgotten.id})`,
    );
  }
  return texts;
}

/**
 * A run's message names its approvers. While the run is followed the message stays, since it identifies the run as
 * ours.
 */
const forgetRunMessagesNaming = (transaction: Transaction<Tables>, person: PersonId): Promise<number> =>
  count(
    transaction,
    sql`
    update runs set reading = jsonb_set(reading, '{message}', '""')
    from requests where requests.id = runs.request_id and requests.settled_at is not null
      and requests.id in (select request_id from decisions where person = ${person})
  `,
  );

async function count(transaction: Transaction<Tables>, statement: RawBuilder<unknown>): Promise<number> {
  return Number((await statement.execute(transaction)).numAffectedRows ?? 0);
}
