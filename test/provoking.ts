import type { JsonObject } from '../src/sandbox/slack/json.ts';
import type { SeenMessage } from '../src/sandbox/slack/seen-message.ts';
import { allowlistWith, type Conversation, PEOPLE } from './conversation.ts';

/** The workspace for runs that lead to a refusal. */
const OTHER_WORKSPACE = 'acme-other';

/** An allowlist with an action for each rule. */
export function provokingAllowlist(limits: Readonly<Record<string, number>> = {}): string {
  const written = JSON.parse(
    allowlistWith(
      { approval: { required: [{ from: 'sre', count: 2 }] } },
      { prod: { operators: ['sre'], break_glass: ['dia'] } },
    ),
  );
  const address = 'action.aws_lambda_invoke.failover';
  const inProd = (block: object) => ({ address, environments: { prod: { workspace: OTHER_WORKSPACE, ...block } } });
  const bySre = { approval: { required: [{ from: 'sre' }] } };
  written.actions.cleanup.parameters = {
    days: { variable: 'days', type: 'integer', minimum: 1, maximum: 9, default: 3 },
  };
  written.environments.cold = { workspace: OTHER_WORKSPACE, operators: ['sre'] };
  written.actions = {
    ...written.actions,
    other: { address, environments: ['prod'], requesters: ['devs'], channels: ['prod-ops'] },
    theirs: { address, requesters: ['devs'], environments: { prod: { workspace: OTHER_WORKSPACE, ...bySre } } },
    wordy: { ...inProd({}), parameters: WORDY },
    lost: { address, environments: { prod: { workspace: 'acme-gone' }, cold: {} } },
    dated: { address, environments: { prod: { workspace: 'acme-dated' } } },
    orphan: inProd({ approval: { required: [{ from: 'nobody' }] } }),
    iced: inProd({}),
    rested: inProd({ cooldown: '1h' }),
    crowded: { ...inProd({ ...bySre, max_open: 1 }), parameters: { size: { variable: 'size', type: 'integer' } } },
    previewed: inProd({ ...bySre, preview: true }),
  };
  return JSON.stringify({
    ...written,
    people: { ...written.people, dia: PEOPLE.dia, nobody: NOBODY.id },
    freezes: [{ name: 'winter', actions: ['iced'], starts: '0 7 * * 2', lasts: '4h' }],
    limits: { open: 3, ...limits },
  });
}

/** Parameters so long that a message has little room left. */
const WORDY = Object.fromEntries(
  ['note', 'one', 'two', 'three', 'four', 'five', 'six', 'seven'].map((name) => [
    name,
    { variable: name, type: 'string', default: name === 'note' ? 'none' : 'd'.repeat(1_000) },
  ]),
);

const NOBODY = { id: 'S0NOBODY01', handle: 'nobody', users: [] };

/** The allowlist's team and workspaces. */
export function setUp({ slack, terraform }: Conversation): void {
  const members = Object.values(PEOPLE);
  slack.addUserGroup(NOBODY);
  slack.addChannel({ id: 'C0SHARED01', name: 'shared', members, botIsMember: true, isExtShared: true });
  slack.addChannel({ id: 'C0LONELY01', name: 'lonely', members, botIsMember: false });
  terraform.addWorkspace({ name: OTHER_WORKSPACE, actions: [] });
  terraform.addWorkspace({ name: 'acme-dated', terraformVersion: '1.13.9' });
}

export interface Provoked {
  /** Who is refused, and what they did. */
  readonly who: keyof typeof PEOPLE;
  readonly by: (talk: Conversation, request: SeenMessage) => Promise<unknown>;
  readonly sentence: RegExp;
  /** What they can do next. */
  readonly hint: RegExp;
}

export const typing = (who: keyof typeof PEOPLE, words: string, channel?: string): Pick<Provoked, 'who' | 'by'> => ({
  who,
  by: (talk) => talk.says(who, `/tf-action ${words}`, channel),
});
export const pressing = (
  who: keyof typeof PEOPLE,
  button: string,
  tamper: (payload: JsonObject) => JsonObject = (payload) => payload,
): Pick<Provoked, 'who' | 'by'> => ({
  who,
  by: (talk, request) => talk.slack.clicks(PEOPLE[who], button, request, { asSeen: true, tamper }),
});

/** Presses a button as if it were another one. */
export const asButton = (id: string) => (payload: JsonObject) => ({
  ...payload,
  actions: [{ ...Object(Object(payload.actions)[0]), action_id: id }],
});

/** Slack's client does not submit a form without required input, but a forged call can. */
export const withBlankReason = (payload: JsonObject) => ({
  ...payload,
  view: { ...Object(payload.view), state: { values: { reason: { text: { type: 'plain_text_input', value: ' ' } } } } },
});

/** Ana asks and presses Run it. Returns the request message. */
export async function starts(talk: Conversation, words: string): Promise<SeenMessage> {
  const [action] = words.split(' ');
  await talk.says('ana', `/tf-action ${words}`);
  await talk.clicks('ana', 'Run it', await talk.sees('ana', new RegExp(`Run ${action} in prod\\?`)));
  return talk.sees('ana', new RegExp(`${action} in prod[\\s\\S]*Asked by`));
}

/** Ends the request's run, until the message says so. */
export async function failsToPlan(talk: Conversation, request: SeenMessage): Promise<void> {
  const run = await talk.until(
    () => talk.terraform.runs(OTHER_WORKSPACE).find(({ status }) => status === 'pending'),
    'the run',
  );
  talk.terraform.advanceTo(run.id, 'errored');
  await talk.until(() => /Failed/.test(talk.read(request)), 'the request to have failed');
}
