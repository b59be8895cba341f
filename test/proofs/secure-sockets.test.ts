import { expect, onTestFinished, test } from 'vitest';
import { startSlack } from '../../src/sandbox/slack/server.ts';
import { startTerraform } from '../../src/sandbox/terraform/server.ts';
import { type BotProcess, makeFolder, openPlace, startProcess } from '../bot-process.ts';
import { makeCertificates } from '../certificates.ts';
import { allowlistWith, fillTeam, WORKSPACE } from '../conversation.ts';
import { startProxy } from '../loopback-proxy.ts';
import { startTlsFront } from '../tls-front.ts';

/** Slack as on the internet: its API and its WebSockets under different names, both with TLS. */
async function startSecureSlack(webSocketsAt: (port: number) => string) {
  const slack = await startSlack();
  onTestFinished(slack.close);
  fillTeam(slack);
  const terraform = await startTerraform({});
  onTestFinished(terraform.close);
  terraform.addWorkspace({ name: WORKSPACE });
  const certificates = makeCertificates(['slack.corp.example', 'wss.corp.example', 'localhost']);
  const front: { port: number } = await startTlsFront(certificates, slack.url, () => webSocketsAt(front.port));
  const { folder, file } = makeFolder(allowlistWith());
  const environment = {
    ...{ SLACK_BOT_TOKEN: 'xoxb-sandbox-bot', SLACK_APP_TOKEN: 'xapp-sandbox-app', TFE_TOKEN: 'tfe-sandbox-token' },
    SLACK_API_URL: `https://slack.corp.example${new URL(slack.url).pathname}`,
    ...{ TFE_ADDRESS: terraform.url, TF_ACTION_CONFIG: file, PORT: '0' },
    NODE_EXTRA_CA_CERTS: certificates.authority,
    ...(await openPlace(folder)),
  };
  return { slack, environment, port: front.port };
}

async function stop(bot: BotProcess): Promise<void> {
  bot.signal('SIGTERM');
  await bot.ended;
}

async function readDetails(bot: BotProcess): Promise<{ readonly ready: boolean; readonly services: string }> {
  const [, port] = /"port":(\d+)/.exec(bot.output()) ?? [];
  const { ready, details } = (await (await fetch(`http://127.0.0.1:${port}/readyz`)).json()) as {
    readonly ready: boolean;
    readonly details?: { readonly services?: string };
  };
  return { ready, services: details?.services ?? '' };
}

test('the WebSockets of Slack go through a proxy that asks for a password, to an authority of the company', async () => {
  const { slack, environment, port } = await startSecureSlack(() => 'wss://wss.corp.example');
  const ports = { 'slack.corp.example': port, 'wss.corp.example': port };
  const proxy = await startProxy({ user: 'bot', password: 'p@ss', ports });
  const bot = startProcess({ ...environment, HTTPS_PROXY: proxy.url });
  await slack.until(() => slack.connections === 2, { within: 20_000, what: 'both connections' });
  expect(proxy.targets.filter((target) => target === 'wss.corp.example:443')).toHaveLength(2);
  await bot.writes(/"msg":"started"/);
  expect(await readDetails(bot)).toEqual({ ready: true, services: '' });
  await stop(bot);
}, 60_000);

test('NO_PROXY for the host of the WebSockets: they go there directly, and the rest through the proxy', async () => {
  const { slack, environment, port } = await startSecureSlack((at) => `wss://localhost:${at}`);
  const proxy = await startProxy({ user: 'bot', password: 'p@ss', ports: { 'slack.corp.example': port } });
  const bot = startProcess({ ...environment, HTTPS_PROXY: proxy.url, NO_PROXY: `localhost:${port}` });
  await slack.until(() => slack.connections === 2, { within: 20_000, what: 'both connections' });
  expect(new Set(proxy.targets)).toEqual(new Set(['slack.corp.example:443']));
  await stop(bot);
}, 60_000);

test('a proxy that allows the API and not the WebSockets is named with the host that it refuses', async () => {
  const { environment, port } = await startSecureSlack(() => 'wss://wss.corp.example');
  const proxy = await startProxy({
    ...{ user: 'bot', password: 'p@ss', ports: { 'slack.corp.example': port } },
    refuses: ['wss.corp.example'],
  });
  const bot = startProcess({ ...environment, HTTPS_PROXY: proxy.url });
  const refused = /the proxy http:\/\/127\.0\.0\.1:\d+ does not connect to wss\.corp\.example:443 \(403\)/;
  await bot.writes(refused);
  await bot.writes(/"msg":"started"/);
  const { ready, services } = await readDetails(bot);
  expect(ready).toBe(false);
  expect(services).toMatch(refused);
  await stop(bot);
}, 60_000);
