import type { Allowlist } from '../domain/entry.ts';
import type { Environment } from '../settings/environment.ts';

/** What the bot is and what it serves, for the log line of its start. */
export interface About {
  readonly version?: string;
  /** The id of the Slack team; absent if Slack did not answer before the start. */
  readonly team?: string;
}

export const describeSetup = ({ version, team }: About, environment: Environment, { entries }: Allowlist) => ({
  version,
  mode: 'appToken' in environment.slack.receives ? 'socket' : 'http',
  team,
  organizations: [...new Set(entries.map(({ organization }) => organization))].sort(),
  entries: entries.length,
  revision: environment.revision,
});
