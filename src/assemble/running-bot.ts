import type { CheckAnswer } from '../domain/diagnosis.ts';
import { judgeEmbedded } from '../domain/judge-embedded.ts';
import type { CheckOnlineDeps } from '../flows/checking/check-online.ts';
import type { ConnectionName } from '../flows/ports/hcp-terraform.ts';
import type { HttpServer } from '../http/server.ts';
import type { SlackConnection } from '../slack/connection/connect-slack.ts';
import { readEmbedded } from '../store/read-embedded.ts';
import type { Store } from '../store/store.ts';
import type { connectHcpTerraform } from '../terraform/client.ts';

/** The bot in whose process the checks of `tf-action doctor` are made, as far as they use it. */
export interface RunningBot {
  /** Asks the database that it has open. */
  readonly checkDatabase: () => Promise<readonly CheckAnswer[]>;
  /** The port on which it listens. `undefined` before it does. */
  readonly port: () => number | undefined;
  /** Its own clients, so that both stay within the rate limits together. */
  readonly services: Pick<CheckOnlineDeps, 'team' | 'directory' | 'setup'>;
  /** Waits for a call to HCP Terraform within its rate limit. */
  readonly takeTurn: (where: ConnectionName) => Promise<void>;
}

interface BotParts {
  readonly store: Pick<Store, 'database'>;
  readonly slack: Pick<SlackConnection, 'team' | 'directory'>;
  readonly terraform: ReturnType<typeof connectHcpTerraform>;
  /** The first one listens on `PORT`. */
  readonly servers: readonly HttpServer[];
}

export const describeItself = ({ store, slack, terraform, servers }: BotParts): RunningBot => ({
  checkDatabase: async () => judgeEmbedded(await readEmbedded(store.database.kysely)),
  port: () => servers[0]?.port,
  services: { team: slack.team, directory: slack.directory, setup: terraform },
  takeTurn: terraform.takeTurn,
});
