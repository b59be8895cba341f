import type { Logger } from 'pino';
import type { AllowlistNews } from '../domain/allowlist-news.ts';
import { type AllowlistChange, sayChange } from '../domain/compare-allowlists.ts';
import type { Allowlist } from '../domain/entry.ts';
import { plainText } from '../domain/sentence.ts';
import { OlderAllowlist } from '../flows/guarding/last-check.ts';
import type { AllowlistInForce, ReplaceDeps } from '../flows/guarding/replace-allowlist.ts';
import { type Clock, sleep } from '../flows/ports/clock.ts';
import { parseAllowlist } from '../settings/allowlist-file.ts';
import type { Environment } from '../settings/environment.ts';
import { SettingsFault } from '../settings/fault.ts';
import type { AllowlistWatch, TakeReading } from '../settings/watch-allowlist.ts';
import type { SlackConnection } from '../slack/connection/connect-slack.ts';
import { tellAdmins } from '../slack/outbox/tell-admins.ts';
import type { Store } from '../store/store.ts';

export interface ReloadDeps {
  readonly environment: Environment;
  readonly store: Store;
  readonly slack: SlackConnection;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * How long stopping waits for messages to the admin channel (milliseconds). Another process or the next start continues
 * them.
 */
const TELLING = 1_000;

/** Starts to apply changes of the file while the bot runs. Changes since the last start are reported first. */
export async function reloadAllowlist(
  { environment, store, slack, clock, log }: ReloadDeps,
  inForce: AllowlistInForce,
  watchFile: (take: TakeReading) => AllowlistWatch,
  onOlder: (error: OlderAllowlist) => void,
  signal: AbortSignal,
): Promise<AllowlistWatch> {
  const deps: ReplaceDeps = {
    keepAllowlist: ({ hash, text }) => store.keepAllowlist({ hash, text }, new Date(clock.now())),
    readKept: async (hash) => {
      const text = await store.readAllowlistText(hash);
      return text === undefined ? undefined : parseKept(text, environment);
    },
    newest: store.newestAllowlist,
    wasInForce: store.wasInForce,
    isInForceElsewhere: store.allowlistInForce.isElsewhere,
    lastReading: store.lastAllowlistReading,
    recordReading: store.recordReading,
    log: (news) => writeDown(log, news),
  };
  const stale = await inForce.begin(deps);
  if (stale !== undefined) {
    const err = new OlderAllowlist(inForce.current().hash, stale);
    log.warn({ err }, 'another replica already uses a newer allowlist than the file of this one');
    onOlder(err);
  }
  void sayInForce({ deps, inForce, store, clock, onOlder, log }, stale, signal);
  const ending = new AbortController();
  const admins = { adminNews: store.adminNews, api: slack.forOutbox, team: slack.team, clock, log };
  const telling = tellAdmins(admins, AbortSignal.any([signal, ending.signal]));
  const watch = watchFile((reading, isAskedFor) => inForce.take(deps, reading, isAskedFor));
  return {
    readNow: watch.readNow,
    stop: async () => {
      await watch.stop();
      ending.abort();
      // Real time, since a test's clock would not move while the test waits here.
      await Promise.race([telling, new Promise((resolve) => setTimeout(resolve, TELLING).unref())]);
    },
  };
}

/** How often this process announces its allowlist (milliseconds). An announcement is valid for a minute. */
const SAY_EVERY = 10_000;

interface SayDeps {
  readonly deps: ReplaceDeps;
  readonly inForce: AllowlistInForce;
  readonly store: Store;
  readonly clock: Clock;
  readonly onOlder: (error: OlderAllowlist) => void;
  readonly log: Logger;
}

/**
 * Announces this process's allowlist to the other replicas. A stale file takes effect once no process with a newer one
 * is running.
 */
async function sayInForce(parts: SayDeps, first: string | undefined, signal: AbortSignal): Promise<void> {
  const { deps, inForce, store, clock, onOlder, log } = parts;
  for (let stale = first; !signal.aborted; ) {
    try {
      await store.allowlistInForce.say(inForce.current().hash);
      if (stale !== undefined) stale = await inForce.begin(deps);
      if (stale !== undefined) onOlder(new OlderAllowlist(inForce.current().hash, stale));
    } catch (err) {
      if (!signal.aborted) log.warn({ err }, 'the allowlist in force could not be shared with the other replicas');
    }
    await sleep(clock, SAY_EVERY, signal).catch(() => {});
  }
}

/** `undefined` if today's parser rejects the older text, which then cannot be compared. */
function parseKept(text: string, { configFile, connectionNames }: Environment): Allowlist | undefined {
  try {
    return parseAllowlist(text, configFile, connectionNames);
  } catch (error) {
    if (error instanceof SettingsFault) return undefined;
    throw error;
  }
}

/** Logs each fault on its own line, so that it can be searched for. */
function writeDown(log: Logger, news: AllowlistNews): void {
  switch (news.kind) {
    case 'replaced':
      log.info(
        {
          ...{ was: news.was, allowlist: news.now, changes: news.changes.map(sayWithEntry) },
          tooLateFor: news.tooLateFor.map(({ id }) => id),
        },
        'the allowlist was replaced',
      );
      break;
    case 'mended':
      log.info({ allowlist: news.holds }, 'the faults in the allowlist are fixed');
      break;
    case 'faulty':
      for (const fault of news.faults) log.error({ allowlist: news.holds, fault }, 'the allowlist has a fault');
      log.error({ allowlist: news.holds, faults: news.faults.length }, 'the allowlist was not replaced: it has faults');
  }
}

const sayWithEntry = (change: AllowlistChange): string =>
  `${change.effect}: ${change.about === undefined ? '' : `${change.about}: `}${plainText(sayChange(change))}`;
