import axios from 'axios';
import { z } from 'zod';
import { readLog } from '../domain/log-reading.ts';
import type { Clock } from '../flows/clock.ts';
import { type LogReading, Unreachable } from '../flows/hcp-terraform.ts';
import { oneDocument } from './documents.ts';
import type { Identity } from './identity.ts';

/** Bytes a call, bytes from the start, and bytes from the end of a log that is longer. */
const CHUNK = 64 * 1024;
const FROM_START = 1024 * 1024;
/** For the whole log (milliseconds). */
const TIME_LIMIT = 15_000;
/** The log's own marks of its beginning (STX) and its end (ETX). */
const [START, END] = ['\u0002', '\u0003'];

const attributes = z.object({ 'log-read-url': z.string().nullish(), status: z.string().nullish() });

/**
 * Reads the log of a plan or an apply. Its address opens the log to anybody, so it is asked for anew, never kept, and
 * stands in no error. `undefined` where there is no log.
 */
export async function readLogOf(
  clock: Clock,
  identity: Identity,
  kind: 'plans' | 'applies',
  id: string,
  secrets: readonly string[],
): Promise<LogReading | undefined> {
  const answer = await identity.get(`/${kind}/${encodeURIComponent(id)}`);
  const document = oneDocument.safeParse(answer?.body);
  if (!document.success) return undefined;
  const { 'log-read-url': url, status } = attributes.parse(document.data.data.attributes ?? {});
  if (typeof url !== 'string' || !mayFollow(url, identity.address)) return undefined;
  const { text, whole } = await readChunks(clock, url);
  const failed = status === 'errored' || status === 'canceled';
  return readLog({ lines: text.replaceAll(START, '').replaceAll(END, '').split('\n'), whole, failed }, secrets);
}

/** Only where it is https, or on the server's own origin. */
function mayFollow(url: string, address: string): boolean {
  const parsed = URL.parse(url);
  return (
    parsed !== null &&
    parsed.username === '' &&
    (parsed.protocol === 'https:' || parsed.origin === new URL(address).origin)
  );
}

async function readChunks(clock: Clock, url: string): Promise<{ readonly text: string; readonly whole: boolean }> {
  const late = new AbortController();
  const timer = clock.setTimeout(() => late.abort(), TIME_LIMIT);
  const decoder = new TextDecoder();
  let text = '';
  let whole = false;
  try {
    for (let offset = 0; offset < FROM_START; ) {
      const chunk = await readChunk(url, offset, late.signal);
      if (chunk.length === 0) {
        whole = true;
        break;
      }
      text += decoder.decode(chunk, { stream: true });
      offset += chunk.length;
      // The end mark counts only as the last byte of a chunk.
      if (chunk.at(-1) === 3) {
        whole = true;
        break;
      }
    }
  } finally {
    clock.clearTimeout(timer);
  }
  return { text: text + decoder.decode(), whole };
}

/** No token goes along, no redirect is followed, and an error says nothing of the address. */
async function readChunk(url: string, offset: number, signal: AbortSignal): Promise<Buffer> {
  const chunk = new URL(url);
  chunk.searchParams.set('limit', String(CHUNK));
  chunk.searchParams.set('offset', String(offset));
  try {
    const { data } = await axios.get<ArrayBuffer>(chunk.href, {
      responseType: 'arraybuffer',
      maxRedirects: 0,
      maxContentLength: CHUNK * 2,
      signal,
    });
    return Buffer.from(data);
  } catch {
    throw new Unreachable('the log could not be read');
  }
}
