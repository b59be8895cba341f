import type { SlackSandbox } from '../src/sandbox/slack/slack-sandbox.ts';

/** People by name, as the allowlist and the tests speak of them. */
export const PEOPLE = {
  ana: 'U0ANA00001',
  ben: 'U0BEN00001',
  cem: 'U0CEM00001',
  dia: 'U0DIA00001',
  gil: 'U0GIL00001',
} as const;
export type Name = keyof typeof PEOPLE;

export const CHANNEL = 'C0PRODOPS1';
export function fillTeam(slack: SlackSandbox): void {
  for (const [name, id] of Object.entries(PEOPLE)) {
    slack.addPerson({
      id,
      name,
      realName: `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      ...(name === 'gil' ? { kind: 'guest' } : {}),
    });
  }
  slack.addChannel({ id: CHANNEL, name: 'prod-ops', members: Object.values(PEOPLE), botIsMember: true });
  slack.addUserGroup({ id: 'S0DEVS0001', handle: 'devs', users: [PEOPLE.ana, PEOPLE.dia] });
  slack.addUserGroup({ id: 'S0SRE00001', handle: 'sre', users: [PEOPLE.ben, PEOPLE.cem] });
}
