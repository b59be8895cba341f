import type { JsonObject } from './json.ts';

/** What goes back over the wire; without a body the answer is empty. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: JsonObject | string | Uint8Array;
}

export function errorAnswer(status: number, title: string, detail?: string): Answer {
  return { status, body: { errors: [{ status: String(status), title, ...(detail === undefined ? {} : { detail }) }] } };
}

export const unauthorized = (): Answer => errorAnswer(401, 'unauthorized');

/** HCP Terraform answers 404 both for what is not there and for what the token may not do. */
export const notFound = (): Answer => errorAnswer(404, 'not found');

export const badRequest = (detail: string): Answer => errorAnswer(400, 'bad request', detail);

export const unprocessable = (detail: string): Answer => errorAnswer(422, 'unprocessable entity', detail);

export const transitionNotAllowed = (detail: string): Answer => errorAnswer(409, 'transition not allowed', detail);

/** The documented body, whose `status` is a number here and a string everywhere else. */
export function rateLimited(limit: number, waitMilliseconds: number): Answer {
  return {
    status: 429,
    headers: { 'x-ratelimit-limit': String(limit), 'x-ratelimit-reset': String(waitMilliseconds / 1000) },
    body: { errors: [{ detail: "You have exceeded the API's rate limit.", status: 429, title: 'Too many requests' }] },
  };
}
