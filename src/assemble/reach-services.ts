import type { Logger } from 'pino';
import type { Clock } from '../flows/ports/clock.ts';
import type { Environment } from '../settings/environment.ts';
import { reachSlack, type SlackRoute } from '../slack/connection/transport.ts';
import { checkTerraformTokens } from '../terraform/check-tokens.ts';
import type { HcpTerraformParts } from '../terraform/client.ts';
import { openOutbound } from './tunnel.ts';
import { type Obstructions, watchObstructions } from './watch-obstructions.ts';

export interface Reach {
  readonly slack: SlackRoute;
  readonly terraform: Pick<HcpTerraformParts, 'outbound' | 'onObstruction'>;
  /** True if every HCP Terraform server has been reached since the start. */
  hasReachedTerraform(): boolean;
  /** One sentence per service that cannot be reached. */
  details(): readonly string[];
  stop(): void;
}

interface ReachParts {
  readonly clock: Clock;
  readonly log: Logger;
  /** Obstructions in front of the services, found by the checks before the start. */
  readonly obstructions: Obstructions;
}

/** A fixed name, since Slack gives them a new address each time. */
const SLACK_SOCKETS = 'WebSockets of Slack';

/** Connects both services and tracks what stands in front of them. */
export function reachServices(environment: Environment, { clock, log, obstructions }: ReachParts): Reach {
  const { connections, findProxy } = environment;
  const { apiUrl } = environment.slack;
  const outbound = findProxy && openOutbound(findProxy);
  const slack: SlackRoute = {
    ...{ apiUrl, dispatcher: outbound?.dispatcher, connect: outbound?.connect },
    onObstruction: (obstruction) => watch.note(new URL(apiUrl).origin, obstruction),
    onSocketObstruction: (obstruction) => watch.note(SLACK_SOCKETS, obstruction),
  };
  const watch = watchObstructions({
    ...{ clock, log, atStart: obstructions },
    probe: async () => {
      const probingSlack = reachSlack(slack).fetch(new URL('api.test', apiUrl), { method: 'POST' });
      await Promise.allSettled([
        probingSlack.then((response) => response.body?.cancel()),
        checkTerraformTokens({ clock, outbound, onObstruction: watch.note }, connections),
      ]);
    },
  });
  return {
    slack,
    terraform: { outbound, onObstruction: watch.note },
    hasReachedTerraform: () => !connections.some(({ address }) => watch.wasNeverReached(address)),
    details: watch.details,
    stop: watch.stop,
  };
}
