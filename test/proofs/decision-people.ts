import type { JsonObject } from '../../src/sandbox/slack/json.ts';
import type { SeenMessage } from '../../src/sandbox/slack/seen-message.ts';
import { ADDRESS, CHANNEL, type Conversation, startConversation } from '../conversation.ts';

const GROUPS = { devs: 'S0DEVS0001', sre: 'S0SRE00001', oncall: 'S0ONCALL01', ops: 'S0OPS00001' } as const;
type Group = keyof typeof GROUPS;
const EVERY_GROUP = Object.keys(GROUPS) as readonly Group[];

/** One person per case that a rule could distinguish. Those who must never count are in every group. */
const CAST = {
  requester: { id: 'U0ANA00001', groups: ['devs'] },
  approver: { id: 'U0BEN00001', groups: [] },
  'group member': { id: 'U0CEM00001', groups: ['sre'] },
  both: { id: 'U0ZOE00001', groups: ['devs', 'sre'] },
  'glass breaker': { id: 'U0EVA00001', groups: ['oncall'] },
  operator: { id: 'U0OLA00001', groups: ['ops'] },
  neither: { id: 'U0DIA00001', groups: [] },
  'left after asking': { id: 'U0LEA00001', groups: EVERY_GROUP },
  'left after posting': { id: 'U0LEO00001', groups: EVERY_GROUP },
  guest: { id: 'U0GIL00001', groups: EVERY_GROUP },
  bot: { id: 'U0BOT00001', groups: EVERY_GROUP, kind: 'bot' },
  deactivated: { id: 'U0DEE00001', groups: EVERY_GROUP, kind: 'deactivated' },
  'other team': { id: 'U0TED00001', groups: EVERY_GROUP, teamId: 'T0OTHER001' },
  'Slack Connect outsider': { id: 'U0STU00001', groups: EVERY_GROUP, kind: 'stranger' },
} as const satisfies Record<string, { id: string; groups: readonly Group[]; kind?: string; teamId?: string }>;

export type Role = keyof typeof CAST;
export const ROLES = Object.keys(CAST) as readonly Role[];
const idOf = (role: Role): string => CAST[role].id;

const membersOf = (group: Group, gone: readonly Role[]): string[] =>
  ROLES.filter((role) => CAST[role].groups.some((one) => one === group) && !gone.includes(role)).map(idOf);

/** The screens of people who cannot act on one of the team's: their id is put into a payload sent from here. */
const SCREENS: Partial<Record<Role, string>> = { deactivated: 'U0PIA00001', 'other team': 'U0PIA00002' };
const screenOf = (role: Role): string => SCREENS[role] ?? idOf(role);

/** Each request has its own workspace, so that none waits for another's run. */
const ENVIRONMENTS = ['e1', 'e2', 'e3', 'e4', 'e5', 'e6', 'e7'] as const;
/** A frozen environment. A conversation's clock starts on a Tuesday at 09:00 UTC. */
const FROZEN = 'f1';

/** Too long for Slack's own dialog, so that deciding opens a form. */
const WORDS = { note: { variable: 'note', type: 'string', default: `begin ${'n'.repeat(400)} end` } };

const ALLOWLIST = JSON.stringify({
  version: 1,
  people: { ...GROUPS, ben: idOf('approver'), zoe: idOf('both') },
  everywhere: { organization: 'acme', requesters: ['devs'], approval: { required: [{ from: ['sre', 'ben'] }] } },
  environments: {
    ...Object.fromEntries(
      ENVIRONMENTS.map((name) => [name, { workspace: `acme-${name}`, break_glass: ['oncall'], operators: ['ops'] }]),
    ),
    [FROZEN]: { workspace: `acme-${FROZEN}`, break_glass: ['zoe'] },
  },
  freezes: [{ name: 'winter', environments: [FROZEN], starts: '0 7 * * 2', lasts: '4h' }],
  actions: {
    cleanup: { address: ADDRESS, environments: [...ENVIRONMENTS, FROZEN] },
    byhand: { address: ADDRESS, environments: ENVIRONMENTS, apply: 'by_hand' },
    wordy: { address: ADDRESS, environments: ENVIRONMENTS, parameters: WORDS },
    wordybyhand: { address: ADDRESS, environments: ENVIRONMENTS, apply: 'by_hand', parameters: WORDS },
  },
});

export type Action = 'cleanup' | 'byhand' | 'wordy' | 'wordybyhand';

/** A request as it is seen, and the workspace of its run. */
export interface Place {
  readonly seen: SeenMessage;
  readonly workspace: string;
}

type Values = Readonly<Record<string, string>>;

export interface Table extends Conversation {
  idOf(role: Role): string;
  /** The private message after something was done. */
  told(screen: string, act: () => Promise<unknown>): Promise<string>;
  /** Removes a person from every group. */
  leaves(role: Role): Promise<void>;
  /** Types a command. Returns the private answer. */
  types(role: Role, command: string): Promise<string>;
  /** Presses a button on the person's own screen, or on the owner's for an ephemeral. Returns the private answer. */
  presses(role: Role, button: string, where: SeenMessage, owner?: Role): Promise<string>;
  /** Presses without waiting for an answer, for buttons that only redraw the message. */
  pressesSilently(role: Role, button: string, where: SeenMessage): Promise<void>;
  /** Presses a button that opens a form and submits it. Returns the private answer to either. */
  pressesAndSends(role: Role, button: string, where: SeenMessage, values?: Values): Promise<string>;
  /** The private confirmation of a new request in an unused environment. */
  confirmation(role: Role, action?: Action): Promise<Place>;
  /** The confirmation of a request that needs broken glass. `both` sees it, who may break it there. */
  frozenConfirmation(): Promise<Place>;
  /** A new request after Run it was pressed. */
  request(role: Role, action?: Action): Promise<Place>;
}

export async function startTable(): Promise<Table> {
  const talk = await startConversation({ allowlist: ALLOWLIST, pace: 'manual' });
  fill(talk);
  const gone: Role[] = [];
  let used = 0;
  const told = async (screen: string, act: () => Promise<unknown>): Promise<string> => {
    const before = talk.slack.ephemeralsEverShown.length;
    await act();
    const shown = await talk.until(
      () => talk.slack.ephemeralsEverShown.slice(before).find((one) => one.for === screen),
      `${screen} to be told something`,
    );
    return talk.slack.readAloud(shown);
  };
  const click = (role: Role, button: string, where: SeenMessage, owner: Role | undefined) => {
    const screen = owner === undefined ? screenOf(role) : idOf(owner);
    return talk.slack.clicks(screen, button, where, screen === idOf(role) ? {} : { tamper: asPressedBy(role) });
  };
  /** What Slack accepted for people who left and see nothing any more: an ephemeral or direct message. */
  const toldTo = (id: string) =>
    talk.slack.calls.flatMap(({ arguments: { channel, user, text, blocks }, status, answer }) => {
      const isTheirs = channel === id || user === id;
      return isTheirs && typeof text === 'string' && status === 200 && answer?.ok === true
        ? [{ text, blocks: Array.isArray(blocks) ? blocks : [] }]
        : [];
    });
  const sends = async (role: Role, values: Values): Promise<string> => {
    const [screen, id] = [screenOf(role), idOf(role)];
    const before = toldTo(id).length;
    const modal = await talk.until(() => talk.slack.views(screen)[0], 'the form');
    await talk.slack.submits(screen, modal.id, values, screen === id ? {} : { tamper: asPressedBy(role) });
    return talk.slack.readAloud(await talk.until(() => toldTo(id)[before], `${role} to be told something`));
  };
  const confirmationIn = async (environment: string | undefined, role: Role, action: Action): Promise<Place> => {
    await talk.slack.says(idOf(role), CHANNEL, `/tf-action ${action} ${environment}`);
    const asks = new RegExp(`Run ${action} in ${environment}\\?`);
    const seen = await talk.until(
      () => talk.slack.sees(idOf(role), CHANNEL).findLast((one) => asks.test(talk.slack.readAloud(one))),
      'the confirmation',
    );
    return { seen, workspace: `acme-${environment}` };
  };
  const confirmation: Table['confirmation'] = (role, action = 'cleanup') => {
    used += 1;
    return confirmationIn(ENVIRONMENTS[used - 1], role, action);
  };
  return {
    ...talk,
    idOf,
    told,
    confirmation,
    frozenConfirmation: () => confirmationIn(FROZEN, 'both', 'cleanup'),
    async leaves(role) {
      gone.push(role);
      for (const group of EVERY_GROUP) talk.slack.setUserGroup(GROUPS[group], { users: membersOf(group, gone) });
      await talk.passes(4_000);
    },
    types: (role, command) =>
      told(screenOf(role), () =>
        talk.slack.says(
          screenOf(role),
          CHANNEL,
          command,
          screenOf(role) === idOf(role) ? {} : { tamper: asTypedBy(role) },
        ),
      ),
    presses: (role, button, where, owner) =>
      told(owner === undefined ? screenOf(role) : idOf(owner), () => click(role, button, where, owner)),
    pressesAndSends: async (role, button, where, values = {}) => {
      const screen = screenOf(role);
      const before = talk.slack.ephemeralsEverShown.length;
      await click(role, button, where, undefined);
      const no = () => talk.slack.ephemeralsEverShown.slice(before).find((one) => one.for === screen);
      const answer = await talk.until(() => talk.slack.views(screen)[0] ?? no(), 'a form, or a no');
      return 'view' in answer ? sends(role, values) : talk.slack.readAloud(answer);
    },
    pressesSilently: async (role, button, where) => {
      await click(role, button, where, undefined);
    },
    async request(role, action = 'cleanup') {
      const { seen, workspace } = await confirmation(role, action);
      await talk.slack.clicks(idOf(role), 'Run it', seen);
      const what = new RegExp(`${action} in ${workspace.replace('acme-', '')}[\\s\\S]*Asked by`);
      const message = await talk.until(
        () => talk.slack.sees(idOf('neither'), CHANNEL).find((one) => what.test(talk.slack.readAloud(one))),
        'the request message',
      );
      return { seen: message, workspace };
    },
  };
}

function fill({ slack, terraform }: Conversation): void {
  const known = new Set(slack.people.map(({ id }) => id));
  for (const role of ROLES) {
    const { id, ...person } = CAST[role];
    if (!known.has(id)) slack.addPerson({ ...person, id, name: id.slice(2, 5).toLowerCase() });
  }
  for (const id of Object.values(SCREENS)) slack.addPerson({ id, name: id.toLowerCase() });
  const offScreen = new Set(Object.keys(SCREENS).map((role) => idOf(role as Role)));
  const members = slack.people.map(({ id }) => id).filter((id) => !offScreen.has(id));
  slack.updateChannel(CHANNEL, { members });
  for (const group of ['oncall', 'ops'] as const) slack.addUserGroup({ id: GROUPS[group], handle: group, users: [] });
  for (const group of EVERY_GROUP) slack.setUserGroup(GROUPS[group], { users: membersOf(group, []) });
  for (const name of [...ENVIRONMENTS, FROZEN]) {
    const actions = [{ address: 'action.aws_lambda_invoke.cleanup', moduleAddress: 'module.utils' }];
    terraform.addWorkspace({ name: `acme-${name}`, actions });
  }
}

const teamOf = (role: Role): string | undefined => (role === 'other team' ? CAST[role].teamId : undefined);

const asPressedBy = (role: Role) => (payload: JsonObject) => {
  const team = teamOf(role);
  return {
    ...payload,
    user: { ...Object(payload.user), id: idOf(role), ...(team === undefined ? {} : { team_id: team }) },
    ...(team === undefined ? {} : { team: { ...Object(payload.team), id: team } }),
  };
};

const asTypedBy = (role: Role) => (payload: JsonObject) => {
  const team = teamOf(role);
  return { ...payload, user_id: idOf(role), ...(team === undefined ? {} : { team_id: team }) };
};
