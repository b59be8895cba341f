import { createServer, type ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { listenOnLoopback } from '../loopback.ts';
import { until } from './hand-clock.ts';
import { connect } from './scripted-server.ts';

const PIECE = Buffer.alloc(64 * 1024, 'x'.repeat(99).concat('\n'));
const MEGABYTE = 1024 * 1024;

interface Sent {
  bytes: number;
  isClosed: boolean;
}

/** Sends this many bytes as fast as they are read, ignoring limit and offset. */
function pour(response: ServerResponse, size: number, sent: Sent): void {
  response.on('close', () => {
    sent.isClosed = true;
  });
  const send = (): void => {
    while (sent.bytes < size && !sent.isClosed) {
      sent.bytes += PIECE.length;
      if (!response.write(PIECE)) return void response.once('drain', send);
    }
    response.end();
  };
  send();
}

async function startPouring(size: number, thenHangs = false) {
  const sent: Sent = { bytes: 0, isClosed: false };
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/log') === true) {
      if (!thenHangs) return pour(response, size, sent);
      response.on('close', () => {
        sent.isClosed = true;
      });
      sent.bytes += PIECE.length;
      return void response.write(PIECE);
    }
    const attributes = { status: 'finished', 'log-read-url': `http://${request.headers.host}/log` };
    response.end(JSON.stringify({ data: { id: 'plan-1', type: 'plans', attributes } }));
  });
  const url = await listenOnLoopback(server);
  return { ...connect(url), sent };
}

test('of 200 MB that come all at once little more than a megabyte is taken, and the connection is closed', async () => {
  const { terraform, sent } = await startPouring(200 * MEGABYTE);
  const before = process.memoryUsage().arrayBuffers;
  expect(await terraform.readPlanLog({}, 'plan-1')).toMatchObject({ structured: false, excerpt: undefined });
  await until(() => sent.isClosed, 'the end of the connection');
  // Bytes in the buffers of both sides were sent too.
  expect(sent.bytes).toBeLessThan(16 * MEGABYTE);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * MEGABYTE);
});

test('a piece that begins and never ends is given up after 15 s, and its connection is closed', async () => {
  const { terraform, clock, sent } = await startPouring(0, true);
  const outcome = terraform.readPlanLog({}, 'plan-1').catch((error: unknown) => error);
  await until(() => sent.bytes > 0, 'the beginning of the piece');
  // Until the beginning has arrived, so that the reader waits for the body.
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  clock.jump(15_000);
  expect(String(await outcome)).toMatch(/too slow|could not be read in 15 s/);
  await until(() => sent.isClosed, 'the end of the connection');
  expect(clock.timers()).toEqual([]);
});
