import { z } from 'zod';
import type { ChainHead } from '../../domain/audit-chain.ts';
import type { ChannelId } from '../../domain/person.ts';
import type { WebApi } from '../connection/web-api.ts';

/** Where nobody who can write the database can take it back: whoever keeps it can tell a cut tail by it. */
export async function postHead(api: WebApi, channel: ChannelId, { seq, hash }: ChainHead): Promise<void> {
  await api.call('chat.postMessage', { channel, text: `Head of the record: ${seq} ${hash}` }, z.unknown());
}
