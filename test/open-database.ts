import { inject } from 'vitest';
import type { DatabasePlace } from '../src/store/database.ts';
import { lendOpenedDatabase, lendTestDatabase } from './postgres.ts';

interface OpenedPlace {
  readonly place: DatabasePlace;
  readonly url?: string;
  readonly giveBack: () => Promise<void>;
}

/** On the server where there is one, since it is quicker; the embedded database has tests of its own. */
export async function openTestDatabase(
  through: ((databaseUrl: string) => Promise<string>) | undefined,
): Promise<OpenedPlace> {
  const server = inject('postgres');
  const template = inject('postgresTemplate');
  if (server === undefined || template === undefined)
    return { place: { memory: { template: inject('databaseTemplate') } }, giveBack: async () => undefined };
  if (through !== undefined) {
    const { url, giveBack } = await lendTestDatabase(server, template);
    return { place: { databaseUrl: await through(url), connections: 3 }, url, giveBack };
  }
  const { url, lent, giveBack } = await lendOpenedDatabase(server, template);
  return { place: { lent }, url, giveBack };
}
