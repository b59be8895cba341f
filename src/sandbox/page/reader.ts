import { systemClock } from '../clock.ts';
import { readDate } from '../slack/read-date.ts';
import type { Reader } from '../slack/read-text.ts';
import type { PageOptions } from './options.ts';
import type { Screen } from './screen.ts';

/** The reader, with their own id: mentions of them are highlighted. */
export interface PageReader extends Reader {
  readonly id: string;
}

export function readerOf({ slack, clock = systemClock }: PageOptions, screen: Screen): PageReader {
  const { botUserId, botName } = slack.installation;
  return {
    id: screen.person.id,
    timezone: screen.timezone,
    now: clock.now(),
    personName: (id) => (id === botUserId ? botName : (slack.people.find((one) => one.id === id)?.realName ?? id)),
    channelName: (id) => slack.channels.find((one) => one.id === id)?.name ?? id,
    groupHandle: (id) => slack.notification({ text: `<!subteam^${id}>` }).replace(/^@/, ''),
  };
}

/** `9:05 AM`, in the reader's time zone. */
export const sayTime = (milliseconds: number, reader: Reader): string =>
  readDate(milliseconds / 1000, '{time}', reader) ?? '';

/** `9:05:07 AM`, in the reader's time zone. */
export const saySeconds = (milliseconds: number, reader: Reader): string =>
  readDate(milliseconds / 1000, '{time_secs}', reader) ?? '';

/** `today at 9:05:07 AM`, in the reader's time zone. */
export const sayDayAndTime = (milliseconds: number, reader: Reader): string =>
  readDate(milliseconds / 1000, '{date_short_pretty} at {time_secs}', reader) ?? '';
