import { z } from 'zod';
import { parseJson } from '../../domain/json-object.ts';
import { maybe } from './json-api.ts';

const delivery = z.object({
  run_id: maybe(z.string().regex(/^[\w-]{1,100}$/)),
  notifications: maybe(z.array(maybe(z.object({ trigger: maybe(z.string()) })))),
});

/** All that is taken out of a delivery. */
export interface Notification {
  readonly runId: string | undefined;
  /** HCP Terraform only tries whether it is received. */
  readonly isVerification: boolean;
}

/** Of whatever version and shape it is: what is not there, or not as expected, is not there. */
export function parseNotification(body: string): Notification {
  const { data } = delivery.safeParse(parseJson(body));
  const isVerification = data?.notifications?.some((one) => one?.trigger === 'verification') ?? false;
  return { runId: data?.run_id, isVerification };
}
