import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startSlack } from '../../src/sandbox/slack/server.ts';
import { startTerraform } from '../../src/sandbox/terraform/server.ts';
import { type BotProcess, makeFolder, openPlace, startProcess } from '../bot-process.ts';
import { makeCertificates } from '../certificates.ts';
import { allowlistWith, fillTeam, WORKSPACE } from '../conversation.ts';
import { listenOnLoopback } from '../loopback.ts';
import { startProxy } from '../loopback-proxy.ts';

const TOKENS = {
  ...{ SLACK_BOT_TOKEN: 'xoxb-sandbox-bot', SLACK_APP_TOKEN: 'xapp-sandbox-app', TFE_TOKEN: 'tfe-sandbox-token' },
} as const;

async function startServices() {
  const slack = await startSlack();
  onTestFinished(slack.close);
  fillTeam(slack);
  const terraform = await startTerraform({});
  onTestFinished(terraform.close);
  terraform.addWorkspace({ name: WORKSPACE });
  const { folder, file } = makeFolder(allowlistWith());
  const environment = {
    ...{ ...TOKENS, SLACK_API_URL: slack.url, TFE_ADDRESS: terraform.url, TF_ACTION_CONFIG: file, PORT: '0' },
    ...(await openPlace(folder)),
  };
  return { slack, terraform, environment, folder };
}

interface Readiness {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, boolean>>;
  readonly details?: Readonly<Record<string, string>>;
}

async function readReadiness(bot: BotProcess): Promise<Readiness> {
  await bot.writes(/"msg":"started"/);
  const [, port] = /"port":(\d+)/.exec(bot.output()) ?? [];
  return (await (await fetch(`http://127.0.0.1:${port}/readyz`)).json()) as Readiness;
}

async function stop(bot: BotProcess): Promise<void> {
  bot.signal('SIGTERM');
  await bot.ended;
}

test('a proxy that refuses the password is named for both services, in the log and at /readyz', async () => {
  const { environment } = await startServices();
  const proxy = await startProxy({ user: 'bot', password: 'right' });
  const bot = startProcess({ ...environment, HTTP_PROXY: proxy.url.replace('right', 'planted-wrong') });
  const { ready, checks, details } = await readReadiness(bot);
  expect({ ready, checks }).toEqual({ ready: false, checks: { slack: false, hcp_terraform: false } });
  expect(details?.services).toMatch(
    /^the proxy http:\/\/127\.0\.0\.1:\d+ does not accept the user and password in its variable \(407\)\. Check them; special characters have to be percent-encoded\./,
  );
  for (const service of [environment.SLACK_API_URL, environment.TFE_ADDRESS]) {
    const { origin } = new URL(service);
    expect(bot.output()).toMatch(new RegExp(`"service":"${origin}","why":"the proxy [^"]*\\(407\\)`));
  }
  expect(bot.output()).not.toMatch(/planted-wrong/);
  await stop(bot);
}, 60_000);

test('an authority that nobody knows is named with the way out, and both services work by the proxy once it is known', async () => {
  const { slack, terraform, environment } = await startServices();
  const certificates = makeCertificates(['slack.corp.example', 'tfe.corp.example']);
  const secured = async (url: string): Promise<number> => {
    const inner = new URL(url);
    const server = createServer({ key: certificates.key, cert: certificates.certificate });
    // Forwards everything byte by byte.
    server.removeAllListeners('secureConnection');
    server.on('secureConnection', (socket) => {
      const upstream = connect(Number(inner.port), inner.hostname);
      socket.pipe(upstream).pipe(socket);
      for (const end of [socket, upstream]) end.on('error', () => [socket, upstream].map((one) => one.destroy()));
      onTestFinished(() => void [socket, upstream].map((one) => one.destroy()));
    });
    return Number(new URL(await listenOnLoopback(server)).port);
  };
  const ports = {
    'slack.corp.example': await secured(slack.url),
    'tfe.corp.example': await secured(terraform.url),
  };
  const proxy = await startProxy({ user: 'bot', password: 'p@ss', ports });
  const byProxy = {
    ...environment,
    SLACK_API_URL: `https://slack.corp.example${new URL(slack.url).pathname}`,
    ...{ TFE_ADDRESS: 'https://tfe.corp.example', HTTPS_PROXY: proxy.url },
  };
  const unknowing = startProcess(byProxy);
  const { ready, details } = await readReadiness(unknowing);
  expect(ready).toBe(false);
  for (const name of ['slack', 'tfe']) {
    expect(details?.services).toMatch(
      new RegExp(`certificate of https://${name}\\.corp\\.example is signed by an authority that is not known here`),
    );
  }
  expect(details?.services).toMatch(/NODE_EXTRA_CA_CERTS/);
  await stop(unknowing);

  const knowing = startProcess({ ...byProxy, NODE_EXTRA_CA_CERTS: certificates.authority });
  await slack.until(() => slack.connections === 2, { within: 20_000, what: 'both connections' });
  expect(await readReadiness(knowing)).toEqual({ ready: true, checks: { slack: true, hcp_terraform: true } });
  expect(new Set(proxy.targets)).toContain('tfe.corp.example:443');
  await stop(knowing);
}, 90_000);

test.each([
  [
    'a redirect to a page for signing on',
    302,
    { location: 'https://sso.corp.example/login?to=tfe' },
    /redirects to https:\/\/sso\.corp\.example \(302\)/,
  ],
  [
    'a page for signing on',
    200,
    { 'content-type': 'text/html; charset=utf-8' },
    /answers with a web page instead of its API/,
  ],
] as const)(
  '%s in front of HCP Terraform is told at the start, and /readyz tells',
  async (_, status, headers, said) => {
    const { environment } = await startServices();
    const front = await listenOnLoopback(
      createHttpServer((_request, response) => response.writeHead(status, headers).end('<html>')),
    );
    const bot = startProcess({ ...environment, TFE_ADDRESS: front });
    const { ready, checks, details } = await readReadiness(bot);
    expect(ready).toBe(false);
    expect(checks.hcp_terraform).toBe(false);
    expect(details?.services).toMatch(said);
    expect(bot.output()).toMatch(said);
    await stop(bot);
  },
  60_000,
);

test('a directory that the user may not write in is told as that, and not as one that is locked', async () => {
  const { environment, folder } = await startServices();
  const closed = join(folder, 'closed');
  chmodSync(folder, 0o755);
  mkdirSync(closed, { mode: 0o555 });
  onTestFinished(() => rmSync(closed, { recursive: true, force: true }));
  const { DATABASE_URL: _, ...rest } = environment as Readonly<Record<string, string>>;
  // Root may write everywhere.
  const nobody = process.getuid?.() === 0 ? { uid: 65_534 } : {};
  const bot = startProcess({ ...rest, DATA_DIR: join(closed, 'data') }, nobody);
  expect(await bot.ended).toBe(2);
  expect(bot.output()).toMatch(
    /could not start: The data directory \S+ cannot be used: EACCES: permission denied.* runs as user \d+, who has to be able to write there/,
  );
  expect(bot.output()).not.toMatch(/lock/);
}, 60_000);
