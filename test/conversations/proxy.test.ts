import { expect, test } from 'vitest';
import { startConversation } from '../conversation.ts';
import { startProxy } from '../loopback-proxy.ts';

test('through a proxy with a password of special characters: both services, and the WebSockets of Slack', async () => {
  const proxy = await startProxy({ user: 'bot', password: 'p@ss:w/ö' });
  const talk = await startConversation({
    environment: { HTTP_PROXY: proxy.url, NO_PROXY: '10.0.0.0/8,slack.example' },
  });
  const request = await talk.asks('ana');
  await talk.thread(request, /Succeeded/);
  const timesTo = (url: string): number => proxy.targets.filter((target) => target === new URL(url).host).length;
  expect(timesTo(talk.terraform.url)).toBeGreaterThan(0);
  // Two of them are WebSockets.
  expect(timesTo(talk.slack.url)).toBeGreaterThan(2);
  expect(new Set(proxy.targets).size, 'nothing else was asked for').toBe(2);
});
