import { expect, test } from 'vitest';
import { tellPrivately } from '../../src/slack/answering/tell-privately.ts';
import type { WebApi } from '../../src/slack/connection/web-api.ts';

/** The methods called after a response_url answered with this. */
async function tellBy(answer: () => Response): Promise<readonly string[]> {
  const called: string[] = [];
  const call = async (method: string): Promise<never> => {
    called.push(method);
    return {} as never;
  };
  const api: WebApi = { call };
  await tellPrivately(
    { api, origin: 'https://slack.com', fetch: async () => answer() },
    { person: 'U0ANA00001', channel: 'C0PRODOPS1', responseUrl: 'https://hooks.slack.com/x' },
    { text: 'hello', blocks: [] },
  );
  return called;
}

test.each([
  ['ok', 200],
  [' ok\n', 200],
  ['{"ok":true}', 200],
])('a response_url that answers %j took the message', async (body, status) => {
  expect(await tellBy(() => new Response(body, { status }))).toEqual([]);
});

test.each([
  ['expired_url', 200],
  ['{"ok":false,"error":"expired_url"}', 200],
  ['{"error":"expired_url"}', 200],
  ['', 200],
  ['[]', 200],
  ['ok', 404],
  ['{"ok":true}', 500],
])('a response_url that answers %j with %i did not take it, and the channel is tried', async (body, status) => {
  expect(await tellBy(() => new Response(body, { status }))).toEqual(['chat.postEphemeral']);
});

test('a response_url whose answer breaks off did not take it', async () => {
  const broken = new ReadableStream({ pull: (controller) => controller.error(new Error('cut off')) });
  expect(await tellBy(() => new Response(broken))).toEqual(['chat.postEphemeral']);
});
