import { type Kysely, sql } from 'kysely';
import type { AskedWorkspaces } from '../flows/ports/asked-workspaces.ts';
import type { Tables } from './tables.ts';

export const createAskedWorkspaces = (kysely: Kysely<Tables>): AskedWorkspaces => ({
  async since(since) {
    const rows = await kysely
      .selectFrom('requests')
      .select(['connection', 'workspaceId as id'])
      .select(sql<string>`frozen ->> 'organization'`.as('organization'))
      .select(sql<string>`frozen ->> 'workspaceName'`.as('name'))
      .where((where) => where.or([where('settledAt', 'is', null), where('settledAt', '>=', since)]))
      .where('startedAt', 'is not', null)
      .distinct()
      .orderBy('name')
      .execute();
    return rows.map(({ connection, ...row }) => ({ ...row, ...(connection === null ? {} : { connection }) }));
  },

  async requestsOf(tokens) {
    if (tokens.length === 0) return new Map();
    const rows = await kysely.selectFrom('requests').select(['id', 'token']).where('token', 'in', tokens).execute();
    return new Map(rows.flatMap(({ id, token }) => (token === null ? [] : [[token, id] as const])));
  },
});
