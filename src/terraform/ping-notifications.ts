import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import type { Secret } from '../flows/ports/secret.ts';
import { NOTIFICATIONS_PATH } from './receive-notifications.ts';

/** The time for the answer (milliseconds). */
const WITHIN = 5_000;

/** A notification about no run: the bot answers it and polls nothing. */
const PING = JSON.stringify({ payload_version: 1, run_id: null, notifications: [{ trigger: 'tf-action:doctor' }] });

/** The status with which the bot on this port answers a signed notification, or Node's word for why there is none. */
export const pingNotifications = (port: number, key: Secret): Promise<number | string> =>
  new Promise((resolve) => {
    const signature = createHmac('sha512', key.current()).update(PING).digest('hex');
    const headers = { 'content-type': 'application/json', 'x-tfe-notification-signature': signature };
    const call = request(
      { host: '127.0.0.1', port, path: NOTIFICATIONS_PATH, method: 'POST', agent: false, timeout: WITHIN, headers },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    call.once('timeout', () => call.destroy(new Error('no answer')));
    call.once('error', (error) => resolve('code' in error ? String(error.code) : 'no answer'));
    call.end(PING);
  });
