import { z } from 'zod';
import type { ChainHead } from '../../domain/audit-chain.ts';
import type { ChannelId } from '../../domain/person.ts';
import type { WebApi } from '../connection/web-api.ts';

/**
 * Posts the head of the audit chain to a place that somebody with access to the database cannot change. A later cut of
 * the chain can be detected with it.
 */
export async function postHead(api: WebApi, channel: ChannelId, { seq, hash }: ChainHead): Promise<void> {
  await api.call('chat.postMessage', { channel, text: `Head of the record: ${seq} ${hash}` }, z.unknown());
}
