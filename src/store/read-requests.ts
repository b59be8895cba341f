import { type Kysely, sql } from 'kysely';
import type { ActionRequest } from '../domain/request.ts';
import type { RequestStore } from '../flows/ports/request-store.ts';
import { readHistory, readRequesters } from './request-history.ts';
import { fromRow, selectRequests } from './request-row.ts';
import { readTally } from './request-tally.ts';
import type { Tables } from './tables.ts';

/** Everything that reads requests and changes nothing. */
export const readRequests = (
  kysely: Kysely<Tables>,
): Omit<RequestStore, 'add' | 'move' | 'redraw' | 'note' | 'enqueue'> => ({
  async find(id) {
    const row = await selectRequests(kysely).where('requests.id', '=', id).executeTakeFirst();
    return row && fromRow(row);
  },

  async inStates(states) {
    if (states.length === 0) return [];
    const rows = await selectRequests(kysely)
      .where('requests.state', 'in', states)
      .orderBy('requests.askedAt')
      .orderBy('requests.id')
      .execute();
    return rows.map(fromRow);
  },

  async followed() {
    const { rows } = await readFollowed.execute(kysely);
    return rows;
  },

  async findAll(ids) {
    if (ids.length === 0) return [];
    return (await selectRequests(kysely).where('requests.id', 'in', ids).execute()).map(fromRow);
  },

  async runningWith(runId) {
    const row = await selectRequests(kysely)
      .where('requests.runId', '=', runId)
      .where('requests.state', '=', 'running')
      .executeTakeFirst();
    return row && fromRow(row);
  },

  async unconfirmedOf(requester) {
    const rows = await selectRequests(kysely)
      .where('requests.requester', '=', requester)
      .where('requests.state', '=', 'unconfirmed')
      .orderBy('requests.askedAt')
      .execute();
    return rows.map(fromRow);
  },

  async recent(limit) {
    const rows = await selectRequests(kysely)
      .orderBy('requests.askedAt', 'desc')
      .orderBy('requests.id')
      .limit(limit)
      .execute();
    return rows.map(fromRow);
  },

  history: (query) => readHistory(kysely, query),

  requestersOf: (seen) => readRequesters(kysely, seen),

  tally: (asked) => readTally(kysely, asked),
});

const readFollowed = sql<Pick<ActionRequest, 'id' | 'version'>>`
  select id, version from requests where state = 'running'
  union all
  select id, version from requests
  where state in ('awaiting_approval', 'approved') and rest -> 'preview' ->> 'stage' = 'planning'
`;
