import { WebAPIPlatformError, WebAPIRateLimitedError, WebClient, type WebClientOptions } from '@slack/web-api';
import type { z } from 'zod';
import { cleanJson } from './clean-json.ts';

/** A secret that may be renewed while the bot runs. */
export interface Secret {
  current(): string;
  /** Reads it again if it came from a file. Returns whether it has changed. */
  reread(): boolean;
}

export interface WebApi {
  /**
   * Calls a method and parses what it answers. Throws @slack/web-api's own errors, and zod's where the answer is not what
   * the method promises. A field that is null counts as absent.
   */
  call<Schema extends z.ZodType>(
    method: string,
    parameters: Record<string, unknown>,
    answer: Schema,
  ): Promise<z.infer<Schema>>;
}

/** `limited`: too many calls. `refused`: Slack said no. `failed`: no answer of Slack's. */
type Outcome = 'ok' | 'limited' | 'refused' | 'failed';

/** Told of each call once it is over, its repeat included. */
export type CountCall = (method: string, outcome: Outcome) => void;

type Transport = Pick<WebClientOptions, 'slackApiUrl' | 'fetch' | 'logger'>;

/** Somebody waits for the answer: one repeat, soon given up, and a rate limit is an answer (milliseconds). */
const FOR_A_PERSON = { retryConfig: { retries: 1, minTimeout: 200, maxTimeout: 200 }, timeout: 2_500 } as const;
/** A decision waits for what it is made by, and a rate limit is an answer (milliseconds). */
const FOR_READINGS = { retryConfig: { retries: 1, minTimeout: 200, maxTimeout: 200 }, timeout: 9_500 } as const;
/** The outbox decides itself what is repeated and when, since a repeated post would be a second message. */
const FOR_THE_OUTBOX = { retryConfig: { retries: 0 }, timeout: 10_000 } as const;

const POLICIES = { for_a_person: FOR_A_PERSON, for_readings: FOR_READINGS, for_the_outbox: FOR_THE_OUTBOX } as const;

/**
 * Several clients, since a client that is told to slow down holds back all of its calls. The options are never shared with a
 * receiver: Socket Mode writes its own retry policy into them.
 */
export const connectWebApi = (
  token: Secret,
  transport: Transport,
  purpose: keyof typeof POLICIES,
  countCall: CountCall = () => {},
): WebApi => {
  const client = new WebClient(undefined, { ...transport, ...POLICIES[purpose], rejectRateLimitedCalls: true });
  return {
    async call(method, parameters, answer) {
      const send = async () => {
        try {
          const said = cleanJson(await client.apiCall(method, { ...parameters, token: token.current() }));
          countCall(method, 'ok');
          return said;
        } catch (error) {
          countCall(method, outcomeOf(error));
          throw error;
        }
      };
      try {
        return answer.parse(await send());
      } catch (error) {
        if (!isTokenInvalid(error) || !token.reread()) throw error;
        return answer.parse(await send());
      }
    },
  };
};

/** Slack's own word for what went wrong, such as `not_in_channel`; `undefined` where there was no answer of Slack's. */
export const slackErrorOf = (error: unknown): string | undefined =>
  error instanceof WebAPIPlatformError ? error.data.error : undefined;

const TOKEN_ERRORS = ['invalid_auth', 'not_authed', 'token_revoked', 'token_expired', 'account_inactive'];
export const isTokenInvalid = (error: unknown): boolean => TOKEN_ERRORS.includes(slackErrorOf(error) ?? '');

/** Slack says with 200 as well that it is too much, and then not for how long. */
const RATE_LIMITED: readonly (string | undefined)[] = ['ratelimited', 'rate_limited', 'message_limit_exceeded'];
const UNSAID_LIMIT = 30_000;

/** How long Slack wants nothing more of this method (milliseconds), or `undefined` where the error is another. */
export function rateLimitOf(error: unknown): number | undefined {
  if (error instanceof WebAPIRateLimitedError) return error.retryAfter * 1_000;
  return RATE_LIMITED.includes(slackErrorOf(error)) ? UNSAID_LIMIT : undefined;
}

function outcomeOf(error: unknown): Outcome {
  if (rateLimitOf(error) !== undefined) return 'limited';
  return slackErrorOf(error) === undefined ? 'failed' : 'refused';
}
