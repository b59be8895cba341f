import { enterpriseOf } from '../installation.ts';
import type { SocketMode } from '../socket-mode.ts';
import type { Method } from './method.ts';

export const authTest: Method = {
  token: 'bot',
  known: [],
  run({ world }) {
    const { installation } = world;
    const enterprise = enterpriseOf(installation.team);
    return {
      url: `https://${installation.team.domain}.slack.com/`,
      team: installation.team.name,
      user: installation.botName,
      team_id: installation.team.id,
      user_id: installation.botUserId,
      bot_id: installation.botId,
      is_enterprise_install: installation.team.isOrganizationWide === true,
      ...(enterprise === undefined ? {} : { enterprise_id: enterprise.id }),
    };
  },
};

/** Returns the address for one connection, valid once. */
export function connectionsOpen(socketMode: SocketMode): Method {
  return {
    token: 'app',
    known: [],
    run({ world }) {
      const origin = world.origin().replace(/^http/, 'ws');
      return { url: `${origin}/link/?ticket=${socketMode.issueTicket()}&app_id=${world.installation.appId}` };
    },
  };
}
