import axios from 'axios';
import { cutText } from '../../domain/clean-text.ts';
import { type Clock, sleep } from '../../flows/ports/clock.ts';
import { Unreachable } from '../../flows/ports/hcp-terraform.ts';
import { headerOf, type Outbound, reasonOf } from '../calling/exchange.ts';
import { HEAD, type ReadBytes } from './log-bytes.ts';

/** Delays between attempts to fetch one chunk of a log (milliseconds). */
const AGAIN_AFTER = 1_000;

export interface LogPlace {
  /** A secret: anybody with the address can read the log. */
  readonly url: string;
  /** The server's own origin, such as `https://app.terraform.io`. */
  readonly address: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly userAgent: string;
  /** Resolves when a call to the server's own origin may be sent. */
  readonly takeTurn: () => Promise<void>;
  readonly outbound?: Outbound | undefined;
}

/** Only https or the server's own origin, and never with credentials in the address. */
function followable(url: string, address: string, base?: URL): URL | undefined {
  if (!URL.canParse(url, base?.href)) return undefined;
  const parsed = new URL(url, base?.href);
  if (parsed.username !== '' || parsed.password !== '') return undefined;
  return parsed.protocol === 'https:' || parsed.origin === new URL(address).origin ? parsed : undefined;
}

/** Fetches chunks of a log. Errors never mention its address. Throws `Unreachable`. */
export function openLog(place: LogPlace): ReadBytes {
  return async (offset, limit) => {
    const url = followable(place.url, place.address);
    if (url === undefined) throw new Unreachable('the log is at an address that is not followed');
    url.searchParams.set('limit', String(limit));
    url.searchParams.set('offset', String(offset));
    return fetchTwice(place, url, offset === 0 ? HEAD : limit);
  };
}

async function fetchTwice(place: LogPlace, url: URL, atMost: number): Promise<Uint8Array> {
  const first = await fetchPiece(place, url, atMost);
  if (!(first instanceof Unreachable)) return first;
  if (first.status !== undefined && first.status < 500 && first.status !== 429) throw first;
  await sleep(place.clock, AGAIN_AFTER, place.signal);
  const second = await fetchPiece(place, url, atMost);
  if (second instanceof Unreachable) throw second;
  return second;
}

type Fetched = { readonly bytes: Uint8Array } | { readonly redirect: string } | { readonly failure: Unreachable };

async function fetchPiece(place: LogPlace, url: URL, atMost: number): Promise<Uint8Array | Unreachable> {
  const fetched = await fetchOnce(place, url, atMost);
  if ('redirect' in fetched) {
    const target = followable(fetched.redirect, place.address, url);
    const followed = target === undefined ? undefined : await fetchOnce(place, target, atMost);
    if (followed === undefined || 'redirect' in followed) return new Unreachable('the log leads to another address');
    return 'bytes' in followed ? followed.bytes : followed.failure;
  }
  return 'bytes' in fetched ? fetched.bytes : fetched.failure;
}

/** Sends no token, decompresses nothing, and reads at most this many bytes. */
async function fetchOnce(place: LogPlace, url: URL, atMost: number): Promise<Fetched> {
  const { signal, userAgent } = place;
  if (url.origin === new URL(place.address).origin) await place.takeTurn();
  try {
    const { status, headers, data } = await axios.get<AsyncIterable<Uint8Array> & { destroy(): void }>(url.href, {
      responseType: 'stream',
      maxRedirects: 0,
      proxy: false,
      ...place.outbound?.kept,
      decompress: false,
      validateStatus: () => true,
      headers: { Accept: '*/*', 'Accept-Encoding': 'identity', 'User-Agent': userAgent },
      signal,
    });
    const encoding = cutText(headerOf(headers, 'content-encoding') ?? 'identity', 20);
    const location = headerOf(headers, 'location');
    if (status === 200 && encoding === 'identity') return { bytes: await takeBytes(data, atMost) };
    data.destroy();
    if (status === 416 || status === 204) return { bytes: new Uint8Array() };
    if (status >= 300 && status < 400 && location !== undefined) return { redirect: location };
    const what = status === 200 ? `packed as ${encoding}, which was not asked for` : `${status}`;
    return { failure: new Unreachable(`the log could not be read: ${what}`, status) };
  } catch (error) {
    return { failure: new Unreachable(`the log could not be read: ${signal.aborted ? 'too slow' : reasonOf(error)}`) };
  }
}

/** Leaving the loop early closes the stream. */
async function takeBytes(stream: AsyncIterable<Uint8Array>, atMost: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of stream) {
    pieces.push(piece.subarray(0, atMost - length));
    length += piece.length;
    if (length >= atMost) break;
  }
  return Buffer.concat(pieces);
}
