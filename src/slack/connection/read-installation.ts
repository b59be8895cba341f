import { z } from 'zod';
import { parseJson } from '../../domain/json-object.ts';
import type { Clock } from '../../flows/ports/clock.ts';
import type { Secret } from '../../flows/ports/secret.ts';
import { Obstructed } from '../../flows/ports/service-route.ts';
import { reachSlack, type SlackRoute } from './transport.ts';

/** Slack's answer about one token: `accepted`, its word for no, or why it gave none. */
export type TokenAnswer =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly word: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'obstructed'; readonly why: string };

/** How the app is installed, as Slack tells the token. */
export interface SlackInstallation {
  readonly bot: TokenAnswer;
  /** Absent without an app token. */
  readonly app?: TokenAnswer;
  /** `undefined` where Slack does not say. */
  readonly scopes: readonly string[] | undefined;
  readonly isOrganizationWide: boolean | undefined;
  /** How far Slack's clock is ahead (milliseconds). */
  readonly ahead: number | undefined;
}

const answer = z.object({
  ok: z.boolean(),
  error: z.string().optional(),
  is_enterprise_install: z.boolean().nullish(),
});

/** The time for one answer (milliseconds). */
const WITHIN = 10_000;

interface Tokens {
  readonly botToken: Secret;
  readonly appToken?: Secret | undefined;
}

/** Asks about each token by the call that also starts a bot. It opens no connection and changes nothing. */
export async function readInstallation(
  clock: Clock,
  route: SlackRoute,
  { botToken, appToken }: Tokens,
): Promise<SlackInstallation> {
  const ask = (method: string, token: Secret): Promise<Asked> => askAbout(clock, route, method, token);
  const [bot, app] = await Promise.all([
    ask('auth.test', botToken),
    appToken === undefined ? undefined : ask('apps.connections.open', appToken),
  ]);
  return {
    bot: bot.answer,
    ...(app === undefined ? {} : { app: app.answer }),
    scopes: bot.scopes,
    isOrganizationWide: bot.answer.kind === 'accepted' ? bot.isOrganizationWide : undefined,
    ahead: bot.ahead,
  };
}

interface Asked {
  readonly answer: TokenAnswer;
  readonly scopes?: readonly string[] | undefined;
  readonly isOrganizationWide?: boolean;
  readonly ahead?: number | undefined;
}

async function askAbout(clock: Clock, route: SlackRoute, method: string, token: Secret): Promise<Asked> {
  const limit = new AbortController();
  const timer = clock.setTimeout(() => limit.abort(), WITHIN);
  try {
    const began = clock.now();
    const response = await reachSlack(route).fetch(new URL(method, route.apiUrl), {
      ...{ method: 'POST', signal: limit.signal },
      headers: { authorization: `Bearer ${token.current()}`, 'content-type': 'application/x-www-form-urlencoded' },
    });
    const ahead = clockOf(response.headers.get('date'), (began + clock.now()) / 2);
    const { data } = answer.safeParse(parseJson(await response.text()));
    if (data === undefined) return { answer: { kind: 'none' }, ahead };
    if (!data.ok) return { answer: { kind: 'refused', word: data.error ?? 'unknown' }, ahead };
    const scopes = response.headers
      .get('x-oauth-scopes')
      ?.split(/[\s,]+/)
      .filter((scope) => scope !== '');
    return { answer: { kind: 'accepted' }, scopes, isOrganizationWide: data.is_enterprise_install === true, ahead };
  } catch (error) {
    if (error instanceof Obstructed) return { answer: { kind: 'obstructed', why: error.message } };
    return { answer: { kind: 'none' } };
  } finally {
    clock.clearTimeout(timer);
  }
}

function clockOf(date: string | null, now: number): number | undefined {
  const said = Date.parse(date ?? '');
  return Number.isNaN(said) ? undefined : said - now;
}
