import { own } from './json.ts';

/** The tokens of `<!date^seconds^format|fallback>`, as Slack shows them in English. */
const TOKENS: Readonly<Record<string, (moment: Moment) => string>> = {
  date_num: ({ at, timezone }) => new Intl.DateTimeFormat('en-CA', { timeZone: timezone }).format(at),
  date: (moment) => `${month(moment, 'long')} ${ordinal(dayOf(moment))}, ${year(moment)}`,
  date_short: (moment) => `${month(moment, 'short')} ${dayOf(moment)}, ${year(moment)}`,
  date_long: (moment) => `${weekday(moment)}, ${month(moment, 'long')} ${ordinal(dayOf(moment))}, ${year(moment)}`,
  date_pretty: (moment) => nearDay(moment) ?? token('date', moment),
  date_short_pretty: (moment) => nearDay(moment) ?? token('date_short', moment),
  date_long_pretty: (moment) => nearDay(moment) ?? token('date_long', moment),
  time: (moment) => part(moment, { hour: 'numeric', minute: '2-digit' }),
  time_secs: (moment) => part(moment, { hour: 'numeric', minute: '2-digit', second: '2-digit' }),
  ago: (moment) => ago(moment),
};

interface Moment {
  readonly at: Date;
  readonly now: Date;
  readonly timezone: string;
}

/** `undefined` if the format has a token that Slack does not know. Slack then shows the fallback. */
export function readDate(
  seconds: number,
  format: string,
  reader: { readonly now: number; readonly timezone: string },
): string | undefined {
  const moment = { at: new Date(seconds * 1000), now: new Date(reader.now), timezone: reader.timezone };
  if (Number.isNaN(moment.at.getTime())) return undefined;
  const names = [...format.matchAll(/\{([^}]*)\}/g)].map((match) => match[1] ?? '');
  if (names.length === 0 || names.some((name) => own(TOKENS, name) === undefined)) return undefined;
  return format.replaceAll(/\{([^}]*)\}/g, (_, name: string) => token(name, moment));
}

function token(name: string, moment: Moment): string {
  return own(TOKENS, name)?.(moment) ?? '';
}

/** Replaces Node's narrow no-break space before AM and PM with a space. */
function part({ at, timezone }: Moment, options: Intl.DateTimeFormatOptions): string {
  return formatter({ ...options, timeZone: timezone })
    .format(at)
    .replaceAll('\u202f', ' ');
}

/** A cache, since creating a formatter takes far longer than using it. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options);
  const kept = formatters.get(key) ?? new Intl.DateTimeFormat('en-US', options);
  formatters.set(key, kept);
  return kept;
}

const month = (moment: Moment, style: 'long' | 'short') => part(moment, { month: style });
const weekday = (moment: Moment) => part(moment, { weekday: 'long' });
const year = (moment: Moment) => part(moment, { year: 'numeric' });
const dayOf = (moment: Moment) => Number(part(moment, { day: 'numeric' }));

function ordinal(day: number): string {
  const ending = day > 3 && day < 21 ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th');
  return `${day}${ending}`;
}

function nearDay(moment: Moment): string | undefined {
  const dayNumber = (at: Date) => Date.parse(token('date_num', { ...moment, at })) / 86_400_000;
  const distance = dayNumber(moment.at) - dayNumber(moment.now);
  return { '-1': 'yesterday', '0': 'today', '1': 'tomorrow' }[String(distance)];
}

function ago({ at, now }: Moment): string {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000);
  const relative = new Intl.RelativeTimeFormat('en-US');
  if (Math.abs(seconds) < 60) return relative.format(seconds, 'second');
  if (Math.abs(seconds) < 3600) return relative.format(Math.round(seconds / 60), 'minute');
  if (Math.abs(seconds) < 86_400) return relative.format(Math.round(seconds / 3600), 'hour');
  return relative.format(Math.round(seconds / 86_400), 'day');
}
