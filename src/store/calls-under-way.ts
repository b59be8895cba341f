import { sql, type Transaction } from 'kysely';
import type { ActionRequest } from '../domain/request.ts';
import { phaseOf, RUN_STATUSES } from '../domain/run-status.ts';
import { fromRow, selectRequests } from './request-row.ts';
import type { Tables } from './tables.ts';

const APPLYING = Object.keys(RUN_STATUSES).filter((status) => phaseOf(status) === 'applying');

/** Requests whose call to create or confirm a run was already sent. No later decision can stop that call. */
export async function readCallsUnderWay(
  transaction: Transaction<Tables>,
  environment?: string,
): Promise<readonly ActionRequest[]> {
  const wasSent = sql<boolean>`(requests.state = 'creating' or requests.state = 'running'
    and (requests.rest -> 'confirmSentAt' is not null or runs.status in (${sql.join(APPLYING)})))`;
  const rows = await selectRequests(transaction)
    .where('requests.state', 'in', ['creating', 'running'])
    .where(wasSent)
    .$if(environment !== undefined, (query) => query.where('requests.environment', '=', environment ?? ''))
    .orderBy('requests.askedAt')
    .orderBy('requests.id')
    .execute();
  return rows.map(fromRow);
}
