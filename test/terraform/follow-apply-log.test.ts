import { expect, test } from 'vitest';
import { until } from './hand-clock.ts';
import { connect, type Reply, runDocument, startServer } from './scripted-server.ts';

const says = (message: string): string =>
  `${JSON.stringify({ '@level': 'info', '@module': 'terraform.ui', type: 'action_progress', hook: { message } })}\n`;
const never = new AbortController().signal;

/** An apply whose log is `log()` at the moment, or with another answer. */
async function serve(log: (offset: number, limit: number) => Uint8Array | Reply | 'hang') {
  const asked = { addresses: 0, pieces: [] as number[] };
  const server = await startServer(({ url }) => {
    const { pathname, searchParams } = new URL(url, 'http://x');
    if (pathname.startsWith('/api/v2/runs')) return { body: runDocument() };
    if (pathname.startsWith('/api/')) {
      asked.addresses += 1;
      const attributes = { status: 'running', 'log-read-url': `${server.url}/secret-of-the-log/${asked.addresses}` };
      return { body: { data: { id: 'apply-1', type: 'applies', attributes } } };
    }
    const [offset, limit] = ['offset', 'limit'].map((name) => Number(searchParams.get(name)));
    asked.pieces.push(offset ?? 0);
    const answer = log(offset ?? 0, limit ?? 0);
    return answer instanceof Uint8Array ? { body: answer } : answer;
  });
  const { terraform, clock, logged } = connect(server.url);
  return { asked, clock, logged, terraform, log: terraform.followApplyLog({}, 'apply-1'), server };
}

test('each look goes on where the last one ended, also within a line and a character, and the address is asked for once', async () => {
  let text = Buffer.from(`\u0002${says('1 of 3')}`);
  const whole = Buffer.concat([text, Buffer.from(`${says('2 of 3 ✓')}${says('3 of 3')}\u0003`)]);
  const { asked, log } = await serve((offset, limit) => text.subarray(offset, offset + limit));
  await log.readOn(never);
  expect(log.latest()).toBe('1 of 3');
  text = whole.subarray(0, whole.indexOf('✓') + 1);
  await log.readOn(never);
  expect(log.latest()).toBe('1 of 3');
  text = whole.subarray(0, whole.indexOf('3 of 3'));
  await log.readOn(never);
  expect(log.latest()).toBe('2 of 3 ✓');
  text = whole;
  await log.readOn(never);
  expect(log.latest()).toBe('3 of 3');
  await log.readOn(never);
  expect(asked.addresses).toBe(1);
  expect(asked.pieces).toEqual([...new Set(asked.pieces)]);
  expect(asked.pieces.length).toBe(4);
});

test('a refused address is asked for anew once, and then nobody asks any more', async () => {
  const text = Buffer.from(`\u0002${says('still here')}`);
  let refuses = true;
  const { asked, log, logged } = await serve((offset) => (refuses ? { status: 403 } : text.subarray(offset)));
  await log.readOn(never);
  refuses = false;
  await log.readOn(never);
  expect([log.latest(), asked.addresses]).toEqual(['still here', 2]);
  refuses = true;
  for (let look = 0; look < 5; look += 1) await log.readOn(never);
  expect([log.latest(), asked.addresses]).toEqual(['still here', 3]);
  expect(logged.filter((line) => line.includes('no progress was read')).length).toBe(2);
  expect(logged.join()).not.toContain('secret-of-the-log');
});

test('nothing is asked while others need the budget, or while nobody may ask', async () => {
  const { asked, clock, log, terraform } = await serve(() => Buffer.from(`\u0002${says('hello')}`));
  await Promise.all(Array.from({ length: 10 }, () => terraform.readRun({}, 'run-1')));
  await log.readOn(never);
  expect([asked.addresses, asked.pieces.length]).toEqual([0, 0]);
  clock.jump(1_000);
  await log.readOn(never);
  expect(log.latest()).toBe('hello');
});

test('a log that hangs is given up after 5 s, and at once when the program stops', async () => {
  const { asked, clock, log } = await serve(() => 'hang');
  const slow = log.readOn(never);
  await until(() => asked.pieces.length === 1, 'the piece');
  clock.jump(5_000);
  await slow;
  const stopping = new AbortController();
  const stopped = log.readOn(stopping.signal);
  await until(() => asked.pieces.length === 2, 'the piece');
  stopping.abort();
  await stopped;
  expect(clock.timers()).toEqual([]);
});
