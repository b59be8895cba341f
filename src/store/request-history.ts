import { type Expression, type ExpressionBuilder, type Kysely, type SqlBool, sql } from 'kysely';
import type { EntryName, HistoryQuery, SeenEntries } from '../flows/ports/request-store.ts';
import { fromRow, selectRequests } from './request-row.ts';
import type { Tables } from './tables.ts';

type Builder = ExpressionBuilder<Tables, 'requests'>;

/** The most requesters that are compared with a typed name. */
const MOST_REQUESTERS = 500;

export async function readHistory(kysely: Kysely<Tables>, query: HistoryQuery) {
  const { action, environment, requesters, after } = query;
  const rows = await selectRequests(kysely)
    .where('requests.startedAt', 'is not', null)
    .where((builder) => builder.or([...isSeen(builder, query), builder.not(isOneOf(builder, query.orNoneOf))]))
    .$if(action !== undefined, (some) => some.where('requests.action', '=', action ?? ''))
    .$if(environment !== undefined, (some) => some.where('requests.environment', '=', environment ?? ''))
    .$if(requesters !== undefined, (some) => some.where('requests.requester', 'in', requesters ?? []))
    .$if(after !== undefined, (some) =>
      some.where(sql<SqlBool>`(requests.asked_at, requests.id) < (${after?.askedAt}, ${after?.id})`),
    )
    .orderBy('requests.askedAt', 'desc')
    .orderBy('requests.id', 'desc')
    .limit(query.limit)
    .execute();
  return rows.map(fromRow);
}

export async function readRequesters(kysely: Kysely<Tables>, seen: SeenEntries) {
  const rows = await kysely
    .selectFrom('requests')
    .select(['requester as id', 'requesterName as name'])
    .where('startedAt', 'is not', null)
    .where((builder) => builder.or(isSeen(builder, seen)))
    .groupBy(['requester', 'requesterName'])
    .orderBy((builder) => builder.fn.max('askedAt'), 'desc')
    .limit(MOST_REQUESTERS)
    .execute();
  return rows;
}

const isSeen = (builder: Builder, { person, entries }: SeenEntries): Expression<SqlBool>[] => [
  builder('requests.requester', '=', person),
  isOneOf(builder, entries),
];

const isOneOf = (builder: Builder, entries: readonly EntryName[]): Expression<SqlBool> =>
  entries.length === 0
    ? sql<SqlBool>`false`
    : builder(
        builder.refTuple('requests.action', 'requests.environment'),
        'in',
        entries.map(({ action, environment }) => builder.tuple(action, environment)),
      );
