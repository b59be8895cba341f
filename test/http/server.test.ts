import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { healthz } from '../../src/http/health.ts';
import { serve } from '../../src/http/server.ts';

/** The first line of the answer to a path that no client library would send. */
const firstLineTo = (port: number, path: string): Promise<string | undefined> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('end', () => resolve(text.split('\r\n')[0]));
    socket.on('error', reject);
    socket.write(`GET ${path} HTTP/1.1\r\nhost: bot\r\nconnection: close\r\n\r\n`);
  });

test('a stranger who asks for what is no path is answered, and the next one too', async () => {
  const server = await serve({ '/healthz': healthz }, 0);
  onTestFinished(() => server.close());
  for (const path of ['//', '///', 'http://', '//:0', '/%', '/healthz/', '*']) {
    expect(await firstLineTo(server.port, path), path).toMatch(/^HTTP\/1\.1 40[04] /);
  }
  expect(await firstLineTo(server.port, '/healthz?who=me')).toMatch(/^HTTP\/1\.1 200 /);
});
