import type { JsonObject } from './json.ts';

/** An HTTP response. Without a body it is empty. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: JsonObject | string | Uint8Array;
}

export function errorAnswer(status: number, title: string, detail?: string): Answer {
  return { status, body: { errors: [{ status: String(status), title, ...(detail === undefined ? {} : { detail }) }] } };
}

export const unauthorized = (): Answer => errorAnswer(401, 'unauthorized');

/** HCP Terraform answers 404 for what does not exist and for what the token must not do. */
export const notFound = (): Answer => errorAnswer(404, 'not found');

export const badRequest = (detail: string): Answer => errorAnswer(400, 'bad request', detail);

export const unprocessable = (detail: string): Answer => errorAnswer(422, 'unprocessable entity', detail);

export const transitionNotAllowed = (detail: string): Answer => errorAnswer(409, 'transition not allowed', detail);

/** The documented body. Its `status` is a number, which is a string everywhere else. */
export function rateLimited(limit: number, waitMilliseconds: number): Answer {
  return {
    status: 429,
    headers: { 'x-ratelimit-limit': String(limit), 'x-ratelimit-reset': String(waitMilliseconds / 1000) },
    body: { errors: [{ detail: "You have exceeded the API's rate limit.", status: 429, title: 'Too many requests' }] },
  };
}
