import { z } from 'zod';
import { parseJson } from '../../domain/json-object.ts';
import { maybe } from './json-api.ts';

const delivery = z.object({
  run_id: maybe(z.string().regex(/^[\w-]{1,100}$/)),
  notifications: maybe(z.array(maybe(z.object({ trigger: maybe(z.string()) })))),
});

/** The only values that are taken from a notification. */
export interface Notification {
  readonly runId: string | undefined;
  /** HCP Terraform is only verifying the address. */
  readonly isVerification: boolean;
}

/** Accepts every version and shape. What is absent or unexpected counts as absent. */
export function parseNotification(body: string): Notification {
  const { data } = delivery.safeParse(parseJson(body));
  const isVerification = data?.notifications?.some((one) => one?.trigger === 'verification') ?? false;
  return { runId: data?.run_id, isVerification };
}
