import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { CheckName } from '../../src/domain/diagnosis.ts';
import { SLACK_SCOPES } from '../../src/domain/diagnosis.ts';
import { DAY } from '../../src/domain/duration.ts';
import { listenOnLoopback } from '../loopback.ts';
import { FILE } from './online-cases.ts';
import type { Services } from './run-command.ts';

/** What a case may change. */
export interface Setup extends Services {
  /** The variables of the next run. */
  readonly variables: Record<string, string>;
}

type Change = (setup: Setup) => void | Promise<void>;

export interface DoctorCase {
  readonly check: CheckName;
  readonly code: string;
  readonly breakIt: Change;
  /** Words of the printed fix. */
  readonly fix: string;
  /** Does what the fix says. */
  readonly mendIt: Change;
  /** Checks that cannot be fine either. */
  readonly also?: readonly CheckName[];
}

const rights = (token: string) => (token === 'tfe-plans' ? 'plan' : 'write');
const issue =
  (token: string, more: Partial<Parameters<Services['terraform']['issue']>[0]> = {}): Change =>
  ({ terraform }) =>
    terraform.issue({ token, identity: token, rights: rights(token), ...more });

const set =
  (name: string, value: string): Change =>
  ({ variables }) => {
    variables[name] = value;
  };
const unset =
  (name: string): Change =>
  ({ variables }) => {
    delete variables[name];
  };
const write =
  (text: string): Change =>
  ({ folder }) =>
    writeFileSync(join(folder, 'actions.yml'), text);

const OF_SLACK = ['slack_scopes', 'slack_installation'] as const;
const OF_TOKENS = ['token_kinds', 'token_expiry', 'allowlist_online'] as const;

const dataDir = ({ folder }: Setup): string => join(folder, 'data');

/** A bot on PORT, as far as the ping needs one: it answers with this status. */
const answersWith =
  (status: number): Change =>
  async ({ variables }) => {
    const server = createServer((_call, response) => response.writeHead(status).end());
    const { port } = new URL(await listenOnLoopback(server));
    Object.assign(variables, { TFE_NOTIFICATION_KEY: 'a-key', PORT: port });
  };

export const CASES: readonly DoctorCase[] = [
  {
    ...{ check: 'variables', code: 'variable_wrong', fix: 'Correct this variable.' },
    breakIt: set('LOG_LEVEL', 'loud'),
    mendIt: unset('LOG_LEVEL'),
    also: ['proxies', 'slack', ...OF_SLACK, 'hcp_terraform', ...OF_TOKENS, 'clocks', 'notifications'],
  },
  {
    ...{ check: 'variables', code: 'variable_doubtful', fix: 'Correct this variable.' },
    breakIt: set('TFE_TOKEN_eu', 'tfe-plans'),
    mendIt: unset('TFE_TOKEN_eu'),
  },
  {
    ...{ check: 'proxies', code: 'authorities_unreadable', fix: 'Check its path and its rights.' },
    breakIt: set('NODE_EXTRA_CA_CERTS', '/nowhere/ca.pem'),
    mendIt: unset('NODE_EXTRA_CA_CERTS'),
  },
  {
    ...{ check: 'proxies', code: 'certificates_not_checked', fix: 'Remove it' },
    breakIt: set('NODE_TLS_REJECT_UNAUTHORIZED', '0'),
    mendIt: unset('NODE_TLS_REJECT_UNAUTHORIZED'),
  },
  {
    ...{ check: 'hcp_terraform', code: 'server_obstructed', fix: 'Check its address.' },
    breakIt: set('HTTP_PROXY', 'http://127.0.0.1:1'),
    mendIt: unset('HTTP_PROXY'),
    also: ['slack', ...OF_SLACK, ...OF_TOKENS, 'clocks'],
  },
  {
    ...{ check: 'slack', code: 'slack_token_refused', fix: 'Copy the bot token (xoxb-…) from OAuth & Permissions.' },
    breakIt: ({ slack }) => slack.revokeToken('bot'),
    mendIt: (setup) => {
      setup.slack.replaceToken('bot', 'xoxb-new');
      setup.variables.SLACK_BOT_TOKEN = 'xoxb-new';
    },
    also: [...OF_SLACK, 'allowlist_online'],
  },
  {
    ...{ check: 'slack', code: 'slack_token_refused', fix: 'Generate an app-level token' },
    breakIt: ({ slack }) => slack.revokeToken('app'),
    mendIt: (setup) => {
      setup.slack.replaceToken('app', 'xapp-new');
      setup.variables.SLACK_APP_TOKEN = 'xapp-new';
    },
  },
  {
    ...{ check: 'slack', code: 'slack_silent', fix: 'Check the network and firewalls' },
    breakIt: ({ slack }) => slack.down(),
    mendIt: ({ slack }) => slack.up(),
    also: [...OF_SLACK, 'clocks', 'allowlist_online'],
  },
  {
    ...{ check: 'slack_scopes', code: 'scopes_missing', fix: 'Paste manifest.yml' },
    breakIt: ({ slack }) => slack.reinstall({ scopes: SLACK_SCOPES.filter((scope) => scope !== 'im:history') }),
    mendIt: ({ slack }) => slack.reinstall({ scopes: SLACK_SCOPES }),
  },
  {
    ...{ check: 'slack_scopes', code: 'scopes_not_needed', fix: 'Remove them' },
    breakIt: ({ slack }) => slack.reinstall({ scopes: [...SLACK_SCOPES, 'files:read'] }),
    mendIt: ({ slack }) => slack.reinstall({ scopes: SLACK_SCOPES }),
  },
  {
    ...{ check: 'slack_installation', code: 'organization_wide', fix: 'Turn off org-wide deployment' },
    breakIt: ({ slack }) => slack.reinstall({ isOrganizationWide: true }),
    mendIt: ({ slack }) => slack.reinstall({ isOrganizationWide: false }),
  },
  {
    ...{ check: 'hcp_terraform', code: 'token_not_accepted', fix: 'expired, was revoked, or lives longer' },
    breakIt: issue('tfe-applies', { expiresAt: new Date(0) }),
    mendIt: issue('tfe-applies'),
    also: ['allowlist_online'],
  },
  {
    ...{ check: 'hcp_terraform', code: 'address_forbidden', fix: "organization's IP allowlist" },
    breakIt: ({ terraform }) => void terraform.fault({ path: /./, status: 403, times: 1_000 }),
    mendIt: ({ terraform }) => terraform.clearFaults(),
    also: OF_TOKENS,
  },
  {
    ...{ check: 'hcp_terraform', code: 'server_silent', fix: 'Check TFE_ADDRESS' },
    breakIt: ({ terraform }) => terraform.down(),
    mendIt: ({ terraform }) => terraform.up(),
    also: [...OF_TOKENS, 'clocks'],
  },
  {
    ...{ check: 'token_kinds', code: 'organization_token', fix: 'Create a team token, and set TFE_TOKEN.' },
    breakIt: issue('tfe-plans', { kind: 'organization', identity: 'acme' }),
    mendIt: issue('tfe-plans'),
    also: ['allowlist_online'],
  },
  {
    ...{ check: 'token_kinds', code: 'user_token', fix: 'Create a team token, and set TFE_TOKEN.' },
    breakIt: issue('tfe-plans', { kind: 'user' }),
    mendIt: issue('tfe-plans'),
  },
  {
    ...{ check: 'token_kinds', code: 'token_of_owners', fix: 'only has the Plan or Write role' },
    breakIt: issue('tfe-applies', { isOwner: true }),
    mendIt: issue('tfe-applies'),
  },
  {
    ...{ check: 'token_expiry', code: 'expires_within_30_days', fix: 'Create a new token for the same team' },
    breakIt: issue('tfe-plans', { expiresAt: new Date(Date.now() + 20 * DAY) }),
    mendIt: issue('tfe-plans', { expiresAt: new Date(Date.now() + 90 * DAY) }),
  },
  {
    ...{ check: 'token_expiry', code: 'expires_within_7_days', fix: 'and set TFE_APPLY_TOKEN' },
    breakIt: issue('tfe-applies', { expiresAt: new Date(Date.now() + 6 * DAY) }),
    mendIt: issue('tfe-applies', { expiresAt: new Date(Date.now() + 90 * DAY) }),
  },
  {
    ...{ check: 'token_expiry', code: 'expiry_not_shown', fix: "Look it up on the team's page" },
    breakIt: ({ terraform }) => void terraform.fault({ path: /authentication-tokens/, status: 404, times: 1_000 }),
    mendIt: ({ terraform }) => terraform.clearFaults(),
  },
  {
    ...{ check: 'clocks', code: 'clock_wrong', fix: "Correct this machine's clock" },
    breakIt: ({ slack }) => slack.setAhead(120_000),
    mendIt: ({ slack }) => slack.setAhead(0),
  },
  {
    ...{ check: 'clocks', code: 'clock_differs', fix: "Correct this machine's clock" },
    breakIt: ({ terraform }) => terraform.setAhead(-30_000),
    mendIt: ({ terraform }) => terraform.setAhead(0),
  },
  {
    ...{ check: 'data_directory', code: 'directory_unusable', fix: 'set DATA_DIR to another' },
    breakIt: (setup) => writeFileSync(dataDir(setup), 'a file'),
    mendIt: (setup) => rmSync(dataDir(setup)),
  },
  {
    ...{ check: 'data_directory', code: 'open_to_others', fix: 'chmod 700' },
    breakIt: (setup) => {
      mkdirSync(dataDir(setup));
      chmodSync(dataDir(setup), 0o777);
    },
    mendIt: (setup) => chmodSync(dataDir(setup), 0o700),
  },
  {
    ...{ check: 'allowlist', code: 'allowlist_wrong', fix: 'Correct the file' },
    breakIt: write(FILE.replace('version: 1', 'version: 9')),
    mendIt: write(FILE),
    also: ['allowlist_online'],
  },
  {
    ...{ check: 'allowlist_online', code: 'group_empty', fix: 'Do what the line says' },
    breakIt: ({ slack }) => void slack.setUserGroup('S0DEVS0001', { users: [] }),
    mendIt: ({ slack }) => void slack.setUserGroup('S0DEVS0001', { users: ['U0ANA00001'] }),
  },
  {
    ...{ check: 'notifications', code: 'key_differs', fix: 'Start the bot with the TFE_NOTIFICATION_KEY' },
    breakIt: answersWith(401),
    mendIt: answersWith(200),
  },
  {
    ...{ check: 'notifications', code: 'ping_refused', fix: 'a PORT of its own' },
    breakIt: answersWith(404),
    mendIt: answersWith(200),
  },
  {
    ...{ check: 'notifications', code: 'no_bot_on_port', fix: 'Start the bot' },
    breakIt: (setup) => Object.assign(setup.variables, { TFE_NOTIFICATION_KEY: 'a-key', PORT: '1' }) && undefined,
    mendIt: answersWith(200),
  },
];
