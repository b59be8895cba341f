import { request } from 'node:http';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { AnswerCall } from '../../src/flows/ports/incoming-call.ts';
import { healthz } from '../../src/http/health.ts';
import { type Route, serve } from '../../src/http/server.ts';
import { startHandClock } from '../terraform/hand-clock.ts';

const read = (answer: AnswerCall): Route => ({ method: 'GET', longestBody: 0, answer });
const post = (answer: AnswerCall): Route => ({ method: 'POST', longestBody: 1_000, answer });

async function start(routes: Readonly<Record<string, Route>>) {
  const clock = startHandClock();
  const lines: Readonly<Record<string, unknown>>[] = [];
  const log = { error: (facts: object) => void lines.push({ ...facts }) };
  const server = await serve(routes, 0, { clock, log });
  onTestFinished(() => server.close());
  return { port: server.port, clock, lines };
}

interface Sent {
  readonly method?: string;
  readonly body?: string;
  /** The length is announced, or the body is sent in chunks. `never` announces more than it sends. */
  readonly length?: 'announced' | 'chunked' | 'never';
}

const send = (port: number, path: string, { method = 'GET', body = '', length = 'announced' }: Sent = {}) =>
  new Promise<{ status: number; allow: string | undefined; text: string }>((resolve, reject) => {
    const long = String(Buffer.byteLength(body) + (length === 'never' ? 1 : 0));
    const headers = length === 'chunked' ? { 'transfer-encoding': 'chunked' } : { 'content-length': long };
    const outgoing = request({ port, host: '127.0.0.1', path, method, headers, agent: false }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8');
      incoming.on('data', (chunk: string) => {
        text += chunk;
      });
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, allow: incoming.headers.allow, text }));
    });
    onTestFinished(() => void outgoing.destroy());
    outgoing.on('error', reject);
    if (length === 'never') outgoing.write(body);
    else outgoing.end(body);
  });

/** The first line of the answer to a target that no client library would send. */
const firstLineTo = (port: number, target: string): Promise<string | undefined> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('end', () => resolve(text.split('\r\n')[0]));
    socket.on('error', reject);
    socket.write(`GET ${target} HTTP/1.1\r\nhost: bot\r\nconnection: close\r\n\r\n`);
  });

test('a stranger who asks for what is no path is answered, and the next one too', async () => {
  const { port } = await start({ '/healthz': read(healthz) });
  for (const path of [
    '//',
    '///',
    'http://',
    '//:0',
    '/%',
    '/healthz/',
    '*',
    '//h/healthz',
    '/a/../healthz',
    '/%68ealthz',
  ]) {
    expect(await firstLineTo(port, path), path).toMatch(/^HTTP\/1\.1 40[04] /);
  }
  for (const path of ['/healthz?who=me', 'http://bot.example/healthz']) {
    expect(await firstLineTo(port, path), path).toMatch(/^HTTP\/1\.1 200 /);
  }
});

test('a route answers its own method; every other is 405 and says which one is served', async () => {
  const { port } = await start({
    '/read': read(() => ({ status: 200, body: 'hi' })),
    '/post': post(() => ({ status: 202 })),
  });
  expect(await send(port, '/read')).toEqual({ status: 200, allow: undefined, text: 'hi' });
  expect(await send(port, '/read', { method: 'HEAD' })).toEqual({ status: 200, allow: undefined, text: '' });
  expect((await send(port, '/post', { method: 'POST' })).status).toBe(202);
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND']) {
    expect(await send(port, '/read', { method }), method).toMatchObject({ status: 405, allow: 'GET, HEAD' });
  }
  for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND']) {
    expect(await send(port, '/post', { method }), method).toMatchObject({ status: 405, allow: 'POST' });
  }
});

test('a body that is too long is 413 on every route, one that does not arrive is 408, and the next call is answered', async () => {
  const echo = post(async (call) => ({ status: 200, body: String((await call.readBody()).length) }));
  const { port, clock, lines } = await start({ '/read': read(() => ({ status: 200 })), '/post': echo });
  const long = 'x'.repeat(1_001);
  expect((await send(port, '/post', { method: 'POST', body: long })).status).toBe(413);
  expect((await send(port, '/post', { method: 'POST', body: long, length: 'chunked' })).status).toBe(413);
  expect((await send(port, '/read', { body: 'x' })).status).toBe(413);
  const slow = send(port, '/post', { method: 'POST', body: 'x', length: 'never' });
  await clock.pass(10_000);
  expect((await slow).status).toBe(408);
  expect(await send(port, '/post', { method: 'POST', body: 'x'.repeat(1_000) })).toMatchObject({
    status: 200,
    text: '1000',
  });
  expect(lines).toEqual([]);
});

test('a route that throws or rejects is 500 and a line in the log; many of them are three lines a second, with their number', async () => {
  const { port, clock, lines } = await start({
    '/throws': read(() => {
      throw new Error('thrown');
    }),
    '/rejects': read(() => Promise.reject(new Error('rejected'))),
    '/nonsense': read(() => ({ status: 200, headers: { 'bad header': '\n' } })),
    '/fine': read(() => ({ status: 200 })),
  });
  expect((await send(port, '/throws')).status).toBe(500);
  expect((await send(port, '/rejects')).status).toBe(500);
  await expect(send(port, '/nonsense')).rejects.toThrow(/hang up/);
  expect(lines.map(({ err, path }) => [(err as Error).message.slice(0, 8), path])).toEqual([
    ['thrown', '/throws'],
    ['rejected', '/rejects'],
    ['Header n', '/nonsense'],
  ]);
  for (let count = 0; count < 20; count += 1) await send(port, '/throws');
  expect(lines).toHaveLength(3);
  clock.jump(1_000);
  await send(port, '/throws');
  expect(lines.at(-1)).toMatchObject({ more: 20 });
  expect((await send(port, '/fine')).status).toBe(200);
});
