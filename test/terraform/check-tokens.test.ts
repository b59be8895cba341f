import { expect, test } from 'vitest';
import { checkTerraformTokens } from '../../src/terraform/check-tokens.ts';
import { startHandClock, until } from './hand-clock.ts';
import { type Reply, type Script, secret, startServer } from './scripted-server.ts';

const owner = (type: string): Reply => ({
  body: {
    data: {
      id: 'user-1',
      type: 'users',
      attributes: { 'is-service-account': true },
      relationships: { 'authenticated-resource': { data: { id: 'x-1', type } } },
    },
  },
});
const NOTHING_WRONG = { faults: [], obstructions: new Map() };

const unauthorized: Reply = { status: 401, body: { errors: [{ status: '401', title: 'unauthorized' }] } };

async function check(script: Script, name?: string): Promise<readonly string[]> {
  const server = await startServer(script);
  const named = name === undefined ? {} : { name };
  const tokens = { token: secret('planted-token'), applyToken: secret('planted-apply-token') };
  const connection = { address: server.url, ...named, ...tokens };
  return (await checkTerraformTokens({ clock: startHandClock() }, [connection])).faults;
}

test('the token of a team is as it should be, and each token asks once who it is', async () => {
  const server = await startServer(() => owner('teams'));
  const tokens = { token: secret('planted-token'), applyToken: secret('planted-apply-token') };
  const connection = { address: server.url, ...tokens };
  expect(await checkTerraformTokens({ clock: startHandClock() }, [connection])).toEqual(NOTHING_WRONG);
  expect(server.calls.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'GET /api/v2/account/details',
    'GET /api/v2/account/details',
  ]);
  expect(server.calls.map(({ headers }) => headers.authorization).sort()).toEqual([
    'Bearer planted-apply-token',
    'Bearer planted-token',
  ]);
});

test('a token that is not accepted is named by its variable, with the way out, and never shown', async () => {
  const faults = await check(({ headers }) =>
    headers.authorization === 'Bearer planted-apply-token' ? unauthorized : owner('users'),
  );
  expect(faults).toEqual([
    expect.stringMatching(/^TFE_APPLY_TOKEN: http:\/\/127\.0\.0\.1:\d+ does not accept it \(401\); create a new team/),
  ]);
  expect(faults.join()).not.toContain('planted');
});

test('an organization token is a fault, since it creates no runs', async () => {
  const faults = await check(({ headers }) =>
    owner(headers.authorization?.includes('apply') ? 'teams' : 'organizations'),
  );
  expect(faults).toEqual([expect.stringMatching(/^TFE_TOKEN: it is an organization token.*use the token of a team/)]);
});

test('the variables of a connection carry its suffix', async () => {
  const faults = await check(() => unauthorized, 'europe-west');
  expect(faults.map((fault) => fault.split(':')[0])).toEqual(['TFE_TOKEN_EUROPE_WEST', 'TFE_APPLY_TOKEN_EUROPE_WEST']);
});

test('without an apply token there is one token to check', async () => {
  const server = await startServer(() => unauthorized);
  const connection = { address: server.url, token: secret('planted-token') };
  const { faults } = await checkTerraformTokens({ clock: startHandClock() }, [connection]);
  expect(faults.length).toBe(1);
  expect(server.calls.length).toBe(1);
});

test.each<[string, Reply | 'reset']>([
  ['404, as of a server without that page', { status: 404, body: '<h1>Not found</h1>' }],
  ['500', { status: 500 }],
  ['429', { status: 429 }],
  ['a redirect', { status: 302, headers: { location: '/login' } }],
  ['a page in HTML', { body: '<html>log in</html>' }],
  ['a document that does not say whose it is', { body: { data: { id: 'user-1', type: 'users' } } }],
  ['a reset', 'reset'],
])('%s says nothing of a token, so there is nothing wrong with it', async (_, reply) => {
  expect(await check(() => reply)).toEqual([]);
});

test.each<[string, Reply, RegExp]>([
  [
    'a redirect',
    { status: 302, headers: { location: 'https://sso.corp.example/?token=planted' } },
    /^http:\/\/127\.0\.0\.1:\d+ redirects to https:\/\/sso\.corp\.example \(302\)\. Check the address; if something/,
  ],
  [
    'a page in HTML',
    { body: '<html>log in</html>', headers: { 'content-type': 'text/html' } },
    /answers with a web page instead of its API\. Check the address/,
  ],
])('%s is not HCP Terraform, which is told with the way out', async (_, reply, said) => {
  const server = await startServer(() => reply);
  const connection = { address: server.url, token: secret('planted-token') };
  const { faults, obstructions } = await checkTerraformTokens({ clock: startHandClock() }, [connection]);
  expect(faults).toEqual([]);
  const message = obstructions.get(server.url)?.message;
  expect(message).toMatch(said);
  expect(message).not.toMatch(/planted/);
});

test('a server that does not answer keeps start-up waiting for five seconds', async () => {
  const server = await startServer(() => 'hang');
  const clock = startHandClock();
  const checking = checkTerraformTokens({ clock }, [{ address: server.url, token: secret('planted-token') }]);
  await until(() => server.calls.length === 1, 'the call');
  await clock.pass(5_000);
  expect(await checking).toEqual(NOTHING_WRONG);
  expect(clock.timers()).toEqual([]);
});
