import type { Transaction } from 'kysely';
import type { Milestone } from '../domain/milestone.ts';
import type { OutboxItem } from '../flows/ports/outbox.ts';
import { readJson } from './stored-json.ts';
import type { Tables } from './tables.ts';

interface Taken extends Pick<OutboxItem, 'requestId' | 'kind' | 'channel' | 'uncertain'> {
  readonly id: number;
  readonly milestone: unknown;
}

interface Joined {
  readonly requestId: string;
  readonly id: string;
  readonly milestone: Milestone;
}

/** Replies per post. Keeps it readable and below Slack's 50 blocks. */
const MOST_TOGETHER = 30;

/**
 * Replies that are posted together with an earlier one of their thread. A reply that may already be in Slack is posted
 * alone.
 */
export async function readJoined(
  transaction: Transaction<Tables>,
  taken: readonly Taken[],
): Promise<readonly Joined[]> {
  const heads = taken.filter(
    ({ kind, uncertain, milestone }) => kind === 'reply' && !uncertain && !goesAlone(readJson<Milestone>(milestone)),
  );
  if (heads.length === 0) return [];
  const rows = await transaction
    .selectFrom('outbox')
    .select(['id', 'requestId', 'channel', 'milestone', 'attempts'])
    .where('kind', '=', 'reply')
    .where(
      'requestId',
      'in',
      heads.map(({ requestId }) => requestId),
    )
    .orderBy('id')
    .execute();
  return heads.flatMap((head) => {
    const later = rows
      .filter((row) => row.requestId === head.requestId && row.channel === head.channel && row.id > head.id)
      .map(({ id, milestone, attempts }) => ({ id, attempts, milestone: readJson<Milestone>(milestone) }));
    const end = later.findIndex(({ milestone, attempts }) => goesAlone(milestone) || attempts > 0);
    const fit = later.slice(0, Math.min(end === -1 ? later.length : end, MOST_TOGETHER - 1));
    return fit.map(({ id, milestone }) => ({ requestId: head.requestId, id: String(id), milestone }));
  });
}

/** It is posted elsewhere, or more people see it than the thread. */
const goesAlone = ({ kind }: Milestone): boolean => ALONE.includes(kind);
const ALONE: readonly Milestone['kind'][] = ['posted_elsewhere', 'glass_broken', 'left_channel', 'asked_directly'];
