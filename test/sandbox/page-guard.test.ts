import { expect, test } from 'vitest';
import { startPage } from '../../src/sandbox/page/server.ts';
import { startSlack } from '../../src/sandbox/slack/server.ts';
import { postDeed, statusUnder, visitPage } from './page-visit.ts';
import { ANA, GENERAL } from './slack-team.ts';

const HELLO = JSON.stringify({ do: 'say', person: ANA, channel: GENERAL, text: 'Hello' });

test('a foreign name that leads to this machine gets nothing', async () => {
  const { page } = await visitPage();
  expect(await statusUnder(page, 'evil.example')).toBe(403);
  expect(await statusUnder(page, '127.0.0.1.evil.example')).toBe(403);
  expect(await statusUnder(page, '127.0.0.1@evil.example')).toBe(403);
  expect(await statusUnder(page, `localhost:${new URL(page.url).port}`)).toBe(200);
});

test('only the page itself can act: no other site, no form, no call without an origin', async () => {
  const { page, slack } = await visitPage();
  const other = new URL(page.url);
  other.port = String(Number(other.port) === 80 ? 81 : 80);
  const refused: readonly Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: other.origin },
    { 'sec-fetch-site': 'cross-site' },
    { 'content-type': 'text/plain' },
  ];
  for (const headers of refused) {
    expect((await postDeed(page, HELLO, headers)).status, JSON.stringify(headers)).toBe(403);
  }
  const headers = { 'content-type': 'application/json' };
  expect((await fetch(`${page.url}/deeds`, { method: 'POST', headers, body: HELLO })).status).toBe(403);
  expect(slack.sees(ANA, GENERAL)).toEqual([]);
  expect((await postDeed(page, HELLO)).status).toBe(200);
});

test('what is nothing one can do, or too long, is refused with words', async () => {
  const { page } = await visitPage();
  for (const body of ['', '[]', '{"do":"fly"}', '{"do":"say","person":1}']) {
    const response = await postDeed(page, body);
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(/nothing one can do here/);
  }
  expect((await postDeed(page, 'x'.repeat(300_000))).status).toBe(413);
  expect((await fetch(`${page.url}/../etc/passwd`)).status).toBe(404);
});

test('nothing inline is run, nothing is fetched from elsewhere, and no frame may hold the page', async () => {
  const { page } = await visitPage();
  const policy = (await fetch(page.url)).headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/default-src 'none'/);
  expect(policy).toMatch(/frame-ancestors 'none'/);
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
});

test('a page without people, or with a workspace that does not exist, says so at once', async () => {
  const { terraform } = await visitPage();
  const slack = await startSlack();
  try {
    await expect(startPage({ slack, terraform })).rejects.toThrow(/no people/);
    slack.addPerson({ id: ANA, name: 'ana' });
    await expect(startPage({ slack, terraform, workspace: 'nowhere' })).rejects.toThrow(/no workspace nowhere/);
  } finally {
    await slack.close();
  }
});

test('closing ends the streams, and the page does not hold the sandboxes open', async () => {
  const { page, slack, watches } = await visitPage();
  const watching = await watches();
  await watching.until('messages', /Nothing was written/);
  await page.close();
  await expect(watching.until('messages', /Hello/)).rejects.toThrow();
  slack.writes(ANA, GENERAL, 'Hello');
});
