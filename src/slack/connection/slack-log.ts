import type { Logger as SlackLogger } from '@slack/bolt';
import { LogLevel } from '@slack/bolt';
import type { Logger } from 'pino';
import { throttle } from '../../flows/guarding/throttle.ts';
import type { Clock } from '../../flows/ports/clock.ts';

/** Per level, because anybody can send Slack payloads that make its libraries log. */
const LINES = { burst: 5, interval: 1_000 } as const;
const LONGEST_LINE = 2_000;

/**
 * Sends the logs of Slack's libraries to ours, at most five lines per second and level. Their debug lines contain whole
 * payloads with response_urls and are dropped.
 */
export function slackLog(log: Logger, clock: Clock): SlackLogger {
  const line = (parts: unknown[]): string =>
    parts
      .map((part) => (part instanceof Error ? part.message : String(part)))
      .join(' ')
      .slice(0, LONGEST_LINE);
  const throttled = (level: 'warn' | 'error'): ((...parts: unknown[]) => void) => {
    const write = throttle<string>(clock, LINES, (text, more) =>
      log[level](more > 0 ? `${text} (and ${more} more lines)` : text),
    );
    return (...parts) => write(line(parts));
  };
  return {
    debug: () => undefined,
    info: (...parts) => log.debug(line(parts)),
    warn: throttled('warn'),
    error: throttled('error'),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
