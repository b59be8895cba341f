import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import type { World } from './world.ts';

/** What to forge in a delivery. */
export interface NotificationForgery {
  /** The key to sign with instead. */
  readonly key?: string;
  /** Changes the signature. `undefined` omits it. */
  readonly signature?: (signature: string) => string | undefined;
  /** The body to send instead of the signed one. */
  readonly body?: (signed: string) => string;
}

const GIVEN_UP_AFTER_MILLISECONDS = 30_000;

/** Posts a body, signed like HCP Terraform. Resolves to the answer's status, or `undefined` if there was none. */
export function postNotification(
  world: World,
  { url, key }: { readonly url: string; readonly key: string },
  signed: string,
  forgery: NotificationForgery = {},
): Promise<number | undefined> {
  const honest = createHmac('sha512', forgery.key ?? key)
    .update(signed)
    .digest('hex');
  const signature = forgery.signature === undefined ? honest : forgery.signature(honest);
  const body = forgery.body === undefined ? signed : forgery.body(signed);
  const headers = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...(signature === undefined ? {} : { 'x-tfe-notification-signature': signature }),
  };
  return new Promise((resolve) => {
    const settle = (status: number | undefined): void => {
      giveUp();
      resolve(status);
    };
    const outgoing = request(url, { method: 'POST', headers, agent: false }, (incoming) => {
      incoming.resume();
      incoming.once('close', () => settle(incoming.statusCode));
    });
    const giveUp = world.later(GIVEN_UP_AFTER_MILLISECONDS, () => outgoing.destroy());
    outgoing.once('error', () => settle(undefined));
    outgoing.end(body);
  });
}
