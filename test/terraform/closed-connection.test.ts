import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { Unreachable } from '../../src/flows/ports/hcp-terraform.ts';
import { listenOnLoopback } from '../loopback.ts';
import { connect, runDocument } from './scripted-server.ts';

const RUN = {
  workspaceId: 'ws-1',
  configurationVersionId: undefined,
  address: 'action.t.n',
  message: 'm',
  variables: [],
};

/** Keeps connections open between calls, and closes one as soon as a POST was received on it. */
async function startClosingServer(): Promise<{ readonly url: string; readonly posts: readonly string[] }> {
  const posts: string[] = [];
  const server = createServer((request, response) => {
    if (request.method === 'POST') {
      posts.push(request.url ?? '');
      return void request.socket.destroy();
    }
    response.writeHead(200, { 'content-type': 'application/vnd.api+json', connection: 'keep-alive' });
    response.end(JSON.stringify(runDocument()));
  });
  const url = await listenOnLoopback(server);
  return { url, posts };
}

test('a connection that was kept and closes under a create: the server saw one, and it is unknown', async () => {
  const server = await startClosingServer();
  const { terraform, clock } = connect(server.url);
  await terraform.readRun({}, 'run-1');
  expect(await terraform.createRun({}, async () => RUN)).toMatchObject({ kind: 'unknown' });
  clock.jump(600_000);
  await terraform.readRun({}, 'run-1');
  expect(server.posts).toEqual(['/api/v2/runs']);
});

test('a connection that was kept and closes under a confirmation: the server saw one', async () => {
  const server = await startClosingServer();
  const { terraform, clock } = connect(server.url);
  await terraform.readRun({}, 'run-1');
  await expect(terraform.confirmRun({}, 'run-1', async () => 'c')).rejects.toBeInstanceOf(Unreachable);
  clock.jump(600_000);
  await terraform.readRun({}, 'run-1');
  expect(server.posts).toEqual(['/api/v2/runs/run-1/actions/apply']);
});
