import { WebAPIPlatformError, WebAPIRateLimitedError, WebClient, type WebClientOptions } from '@slack/web-api';
import type { z } from 'zod';
import type { Secret } from '../../flows/ports/secret.ts';
import { cleanJson } from './clean-json.ts';

export interface WebApi {
  /**
   * Calls a method and parses its response. Throws @slack/web-api's errors, and zod's if the response is not what the
   * method documents. A null field counts as absent.
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

/** Somebody waits for the answer: one retry soon after (milliseconds). A rate limit is returned, not waited for. */
const FOR_A_PERSON = { retryConfig: { retries: 1, minTimeout: 200, maxTimeout: 200 }, timeout: 2_500 } as const;
/** A decision waits for this reading (milliseconds). A rate limit is returned, not waited for. */
const FOR_READINGS = { retryConfig: { retries: 1, minTimeout: 200, maxTimeout: 200 }, timeout: 9_500 } as const;
/** The outbox decides what is retried and when, since repeating a post would post it twice. */
const FOR_THE_OUTBOX = { retryConfig: { retries: 0 }, timeout: 10_000 } as const;

const POLICIES = { for_a_person: FOR_A_PERSON, for_readings: FOR_READINGS, for_the_outbox: FOR_THE_OUTBOX } as const;

/**
 * Separate clients, since a client that is rate limited delays all of its calls. The options are never shared with a
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

/** Slack's error code, such as `not_in_channel`. `undefined` if Slack did not answer. */
export const slackErrorOf = (error: unknown): string | undefined =>
  error instanceof WebAPIPlatformError ? error.data.error : undefined;

const TOKEN_ERRORS = ['invalid_auth', 'not_authed', 'token_revoked', 'token_expired', 'account_inactive'];
export const isTokenInvalid = (error: unknown): boolean => TOKEN_ERRORS.includes(slackErrorOf(error) ?? '');

/** Slack also reports rate limits with status 200, and then without a delay. */
const RATE_LIMITED: readonly (string | undefined)[] = ['ratelimited', 'rate_limited', 'message_limit_exceeded'];
const UNSAID_LIMIT = 30_000;

/** How long Slack blocks this method (milliseconds), or `undefined` for any other error. */
export function rateLimitOf(error: unknown): number | undefined {
  if (error instanceof WebAPIRateLimitedError) return error.retryAfter * 1_000;
  return RATE_LIMITED.includes(slackErrorOf(error)) ? UNSAID_LIMIT : undefined;
}

function outcomeOf(error: unknown): Outcome {
  if (rateLimitOf(error) !== undefined) return 'limited';
  return slackErrorOf(error) === undefined ? 'failed' : 'refused';
}
