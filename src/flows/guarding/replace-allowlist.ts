import type { AllowlistNews } from '../../domain/allowlist-news.ts';
import type { AuditEntry } from '../../domain/audit.ts';
import { compareAllowlists } from '../../domain/compare-allowlists.ts';
import type { Allowlist } from '../../domain/entry.ts';
import type { ChannelId } from '../../domain/person.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { isStale, recheckEntry } from './recheck-request.ts';

/** What the file says at one moment; `hash` tells one text, or one way of not being readable, from another. */
export type AllowlistReading = { readonly hash: string } & (
  | { readonly allowlist: Allowlist }
  | { readonly faults: readonly string[] }
);

/** What the record says last about the file: every replica writes there, and the first one tells people. */
export interface LastReading {
  readonly kind: 'replaced' | 'faulty';
  readonly hash: string;
  /** Which one holds since. */
  readonly holds: string;
}

export interface ReplaceDeps {
  readonly keepAllowlist: (allowlist: Allowlist) => Promise<void>;
  readonly readKept: (hash: string) => Promise<Allowlist | undefined>;
  /** SHA-256 of the allowlist that some replica was the last to take up. */
  readonly newest: () => Promise<string | undefined>;
  /** Whether any replica ever put the allowlist of this hash in force. */
  readonly wasInForce: (hash: string) => Promise<boolean>;
  /** Whether another replica that lives has the allowlist of this hash in force. */
  readonly isInForceElsewhere: (hash: string) => Promise<boolean>;
  readonly lastReading: () => Promise<LastReading | undefined>;
  /**
   * Puts a reading on the record, in one order with those of other replicas and with every decision to create or confirm.
   * Gives the reading before it, and the requests whose call went out before it. What `newsFor` makes of them is kept in
   * the same transaction, so that the channels are told whoever dies.
   */
  readonly recordReading: (audit: AuditEntry, newsFor: NewsFor) => Promise<RecordedReading>;
  readonly log: (news: AllowlistNews) => void;
}

export interface RecordedReading {
  readonly last: LastReading | undefined;
  readonly underWay: readonly ActionRequest[];
}

interface NewsForChannel {
  readonly channel: ChannelId;
  readonly news: AllowlistNews;
}

/** What which channel is told of a reading. */
export type NewsFor = (recorded: RecordedReading) => readonly NewsForChannel[];

export interface AllowlistInForce {
  current(): Allowlist;
  /** Whether it came after the start, so that what the environment says of it (`TF_ACTION_REVISION`) is of another. */
  isReplaced(): boolean;
  /** What is wrong with the file while the allowlist before it holds. */
  faults(): readonly string[];
  /**
   * At the start: what changed since a process last held one is told as if it changed now. Gives the newest allowlist
   * where that stays in force: this process has a file that another one replaced since, and a replica with the newer
   * file lives. It creates and confirms nothing then; try again once that replica is gone.
   */
  begin(deps: ReplaceDeps): Promise<string | undefined>;
  /**
   * Takes a reading one after the other; a throw means that nothing has changed, and that it may be tried again. One that
   * an operator asked for becomes the newest of all replicas again, even where it is what holds here anyway.
   */
  take(deps: ReplaceDeps, reading: AllowlistReading, isAskedFor?: boolean): Promise<void>;
}

/** Begins with the allowlist of the start. Whoever asks gets the one of that moment, whole. */
export function createAllowlistInForce(first: () => Allowlist): AllowlistInForce {
  let replacement: Allowlist | undefined;
  let faulty: { readonly hash: string; readonly faults: readonly string[] } | undefined;
  const current = (): Allowlist => replacement ?? first();
  return {
    current,
    isReplaced: () => replacement !== undefined,
    faults: () => faulty?.faults ?? [],
    async begin(deps) {
      const [last, newest] = await Promise.all([deps.lastReading(), deps.newest()]);
      const { hash } = current();
      if (last?.kind === 'replaced' && newest === hash) return undefined;
      if (newest !== undefined && newest !== hash && (await isStaleFile(deps, hash, newest))) return newest;
      const before = newest === undefined ? undefined : await deps.readKept(newest);
      await noteReplaced(deps, before, current());
      return undefined;
    },
    async take(deps, reading, isAskedFor = false) {
      if ('faults' in reading) {
        if (faulty?.hash === reading.hash) return;
        await noteFaults(deps, current(), reading);
        faulty = reading;
        return;
      }
      const { allowlist } = reading;
      if (allowlist.hash === current().hash) {
        const newest = isAskedFor ? ((await deps.newest()) ?? allowlist.hash) : allowlist.hash;
        if (newest !== allowlist.hash) await noteReplaced(deps, await deps.readKept(newest), allowlist);
        else if (faulty !== undefined) await noteReplaced(deps, current(), allowlist);
      } else {
        // Kept first, so that there is no moment in which something is decided under a text that nobody can look up.
        await deps.keepAllowlist(allowlist);
        await noteReplaced(deps, current(), allowlist);
        replacement = allowlist;
      }
      faulty = undefined;
    },
  };
}

/** A replica that starts again with the file of before a change must not take that change back for all others. */
const isStaleFile = async (deps: ReplaceDeps, hash: string, newest: string): Promise<boolean> =>
  (await deps.wasInForce(hash)) && (await deps.isInForceElsewhere(newest));

/** Where there is none before, or none that can be compared, there is nothing to tell. */
async function noteReplaced(deps: ReplaceDeps, was: Allowlist | undefined, now: Allowlist): Promise<void> {
  const newsOf = ({ underWay }: RecordedReading): AllowlistNews | undefined => {
    if (was === undefined) return undefined;
    if (was.hash === now.hash) return { kind: 'mended', holds: now.hash };
    const tooLateFor = underWay.filter((request) => isStale(recheckEntry(now, request)));
    return { kind: 'replaced', was: was.hash, now: now.hash, changes: compareAllowlists(was, now), tooLateFor };
  };
  const audit = {
    kind: 'allowlist.replaced',
    actor: 'bot',
    facts: { was: was?.hash ?? null, allowlist: now.hash, entries: now.entries.length },
  } as const;
  const recorded = await deps.recordReading(audit, (reading) => {
    const isTold = reading.last?.kind === 'replaced' && reading.last.hash === now.hash;
    return isTold ? [] : forChannels([now.adminChannel, was?.adminChannel], newsOf(reading));
  });
  const news = newsOf(recorded);
  if (news !== undefined) deps.log(news);
}

async function noteFaults(
  deps: ReplaceDeps,
  holds: Allowlist,
  { hash, faults }: { readonly hash: string; readonly faults: readonly string[] },
): Promise<void> {
  const news: AllowlistNews = { kind: 'faulty', holds: holds.hash, faults };
  const audit = {
    kind: 'allowlist.faulty',
    actor: 'bot',
    facts: { holds: holds.hash, allowlist: hash, faults: faults.length },
  } as const;
  await deps.recordReading(audit, ({ last }) =>
    last?.kind === 'faulty' && last.hash === hash ? [] : forChannels([holds.adminChannel], news),
  );
  deps.log(news);
}

const forChannels = (
  channels: readonly (ChannelId | undefined)[],
  news: AllowlistNews | undefined,
): readonly NewsForChannel[] =>
  news === undefined
    ? []
    : [...new Set(channels)].flatMap((channel) => (channel === undefined ? [] : [{ channel, news }]));
