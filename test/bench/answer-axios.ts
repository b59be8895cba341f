import axios, { type AxiosAdapter, AxiosError } from 'axios';
import type { Clock } from '../../src/flows/ports/clock.ts';
import { sleep } from '../../src/flows/ports/clock.ts';
import type { FakeTerraform } from './fake-terraform.ts';

/** The time from a call to its answer, as over the internet (milliseconds). */
export const CALL_TAKES = 100;

/**
 * Lets axios answer in this process, so that the complete shipped client runs without a socket and time can be moved.
 * Affects every client created afterwards, so use it only in a process of its own.
 */
export function answerAxios(clock: Clock, fake: () => FakeTerraform): void {
  const adapter: AxiosAdapter = async (config) => {
    const url = new URL(config.url ?? '');
    await sleep(clock, CALL_TAKES / 2);
    const { status, body } = fake().answer({
      method: (config.method ?? 'get').toUpperCase(),
      path: url.pathname.replace(/^\/api\/v2/, ''),
      query: url.searchParams,
      body: typeof config.data === 'string' && config.data !== '' ? JSON.parse(config.data) : undefined,
    });
    await sleep(clock, CALL_TAKES / 2);
    if (config.signal?.aborted === true) throw new AxiosError('canceled', 'ERR_CANCELED');
    const data = Buffer.from(JSON.stringify(body));
    return { status, statusText: '', headers: { 'content-type': 'application/vnd.api+json' }, data, config };
  };
  axios.defaults.adapter = adapter;
}
