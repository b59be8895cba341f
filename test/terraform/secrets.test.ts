import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import type { HcpTerraform } from '../../src/flows/ports/hcp-terraform.ts';
import { connect, type Reply, type Script, secret, startServer } from './scripted-server.ts';

/** Each occurs in one place only, so that a leak shows where it came from. */
const SECRETS = {
  token: 'tfe-canary-of-the-token',
  applyToken: 'tfe-canary-of-the-apply-token',
  log: 'canary-of-the-log-address',
  named: 'canary-of-a-password',
  key: 'AKIACANARY0123456789',
  atlas: 'canary1234567.atlasv1.canarycanarycanarycanary',
  cookie: 'canary-of-a-cookie',
  location: 'canary-of-a-location',
} as const;

/** A server that reveals everything it knows, and an error too. */
const babble = (status: number): Reply => ({
  status,
  headers: { 'set-cookie': `session=${SECRETS.cookie}`, location: `https://127.0.0.1:1/?token=${SECRETS.location}` },
  body: {
    errors: [
      {
        title: 'failed',
        detail: `Bearer ${SECRETS.token} and ${SECRETS.applyToken}; password=${SECRETS.named}, ${SECRETS.key} ${SECRETS.atlas}`,
      },
      'see https://archivist.terraform.io/v1/object/'.concat(SECRETS.log),
    ],
  },
});

const RUN = {
  workspaceId: 'ws-1',
  configurationVersionId: undefined,
  address: 'action.t.n',
  message: 'm',
  variables: [],
};
const CALLS: Readonly<Record<string, (terraform: HcpTerraform) => Promise<unknown>>> = {
  readWorkspace: (terraform) => terraform.readWorkspace({ organization: 'acme', workspace: 'prod' }),
  readRun: (terraform) => terraform.readRun({}, 'run-1'),
  readRunToAct: (terraform) => terraform.readRunToAct({}, 'run-1'),
  createRun: (terraform) => terraform.createRun({}, async () => RUN),
  findRunsByToken: (terraform) => terraform.findRunsByToken({}, 'ws-1', 'token'),
  confirmRun: (terraform) => terraform.confirmRun({}, 'run-1', async () => 'c'),
  readInvocations: (terraform) => terraform.readInvocations({}, 'ws-1', 'action.t.n', 'run-1'),
  countInstances: (terraform) => terraform.countInstances({}, 'ws-1', 'action.t.n'),
  readPlanLog: (terraform) => terraform.readPlanLog({}, 'plan-1'),
};

function expectNoSecret(seen: unknown): void {
  // An error's fields and causes, including hidden ones, as deep as anything would print.
  const printed = inspect(seen, { depth: 10, showHidden: true, breakLength: Number.POSITIVE_INFINITY });
  for (const [place, value] of Object.entries(SECRETS)) expect(printed, place).not.toContain(value);
  expect(printed).not.toMatch(/authorization|set-cookie/i);
}

/** Everything that a call produces, returned or thrown, and every log line. */
async function exercise(script: Script, call: (terraform: HcpTerraform) => Promise<unknown>): Promise<void> {
  const server = await startServer(script);
  const tokens = { token: secret(SECRETS.token), applyToken: secret(SECRETS.applyToken) };
  const { terraform, clock, logged } = connect(server.url, tokens);
  let ended = false;
  const outcome = call(terraform)
    .catch((error: unknown) => error)
    .finally(() => {
      ended = true;
    });
  while (!ended) {
    await new Promise((resolve) => setImmediate(resolve));
    clock.jump(25);
  }
  expectNoSecret(await outcome);
  expectNoSecret(logged);
}

const STATUSES = [302, 400, 401, 403, 404, 409, 422, 429, 500, 503];

test.each(Object.entries(CALLS))('%s shows no secret, whatever the server says', async (_, call) => {
  for (const status of STATUSES) await exercise(() => babble(status), call);
});

test.each(Object.entries(CALLS))('%s shows no secret when the connection breaks', async (_, call) => {
  await exercise(() => 'reset', call);
  await exercise(() => ({ ...babble(200), headers: { 'content-length': '9999' }, breaksOff: true }), call);
  await exercise(() => ({ status: 200, body: `<html>${SECRETS.named}` }), call);
});

test.each<[string, Reply | 'reset']>([
  ['403', babble(403)],
  ['500', babble(500)],
  ['302', babble(302)],
  ['a reset', 'reset'],
])('the address of a log stays unseen when reading it ends with %s', async (_, reply) => {
  let url = '';
  const log = await startServer(() => reply);
  url = `${log.url}/v1/object/${SECRETS.log}`;
  const ofApi: Script = () => ({
    body: { data: { id: 'plan-1', type: 'plans', attributes: { status: 'errored', 'log-read-url': url } } },
  });
  await exercise(ofApi, CALLS.readPlanLog ?? (() => Promise.resolve()));
  const sameOrigin: Script = (call) => {
    if (!call.url.startsWith('/api/')) return reply;
    const own = `http://${call.headers.host}/v1/object/${SECRETS.log}`;
    return { body: { data: { id: 'plan-1', type: 'plans', attributes: { 'log-read-url': own } } } };
  };
  await exercise(sameOrigin, CALLS.readPlanLog ?? (() => Promise.resolve()));
});
