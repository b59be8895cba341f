import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { systemClock } from 'pg-boss';
import type { DatabasePlace } from '../../src/store/database.ts';
import { openStore } from '../../src/store/store.ts';
import { anasRequest, audit } from './requests.ts';

/**
 * A separate process to be killed: `node child.js <what it does> <the place as JSON>`. Prints a line for each thing it
 * did.
 */
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const [, , does, place] = process.argv;

// Everything is loaded now. The test says when to begin.
await once(process.stdin, 'data');
process.stdin.destroy();

const store = await openStore({
  ...(JSON.parse(place ?? '') as DatabasePlace),
  clock: systemClock,
  onError: (error) => say(`error ${String(error)}`),
});

switch (does) {
  case 'work and never end':
    await store.dueWork.acquireLease('watcher', async (signal) => {
      say('held');
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    await store.dueWork.start(async (job) => {
      say(`works ${job.requestId}`);
      await new Promise(() => {});
    });
    await store.requests.add(anasRequest(), audit('request.asked'), [{ work: 'create_run', at: new Date() }]);
    break;
  case 'write':
    for (;;) {
      const request = anasRequest({ id: randomBytes(16).toString('hex'), askedAt: new Date() });
      await store.requests.add(request, audit('request.asked', request), [{ work: 'expire_request', at: new Date() }]);
      say(`added ${request.id}`);
    }
  default:
    throw new Error(`This process cannot ${does}.`);
}
