import type { TestClock } from 'pg-boss';
import { BOT_TOKEN } from '../../../src/sandbox/slack/options.ts';
import type { SlackSandbox } from '../../../src/sandbox/slack/slack-sandbox.ts';
import { DEFAULT_TOKEN, type TerraformSandbox } from '../../../src/sandbox/terraform/server.ts';
import { ADDRESS, PEOPLE } from '../../conversation.ts';
import type { Recorded, RecordedMessage } from './read-recorded.ts';

type RecordedRun = Recorded['runs'][number];

/** Gives out the recorded ids in the order in which `fillServices` makes what they belong to, and new ones afterwards. */
export function recordedIds({ workspaces, runs, rows }: Recorded): (prefix: string) => string | undefined {
  const readings = new Map(rows.filter(({ table }) => table === 'runs').map(({ row }) => [row.run_id, row.reading]));
  const partOf = (run: RecordedRun, part: string): string =>
    (readings.get(run.id) as Record<string, { id: string }> | undefined)?.[part]?.id ?? `${part}-${run.id}`;
  const inOrder = byTime(runs);
  const ids: Record<string, string[]> = {
    ws: workspaces.map(({ id }) => id),
    cv: workspaces.map(({ configurationVersionId }) => configurationVersionId),
    run: inOrder.map(({ id }) => id),
    plan: inOrder.map((run) => partOf(run, 'plan')),
    apply: inOrder.map((run) => partOf(run, 'apply')),
  };
  return (prefix) => ids[prefix]?.shift();
}

const byTime = (runs: Recorded['runs']): Recorded['runs'] =>
  runs.toSorted((one, other) => Date.parse(one.createdAt) - Date.parse(other.createdAt));

interface Services {
  readonly slack: SlackSandbox;
  readonly terraform: TerraformSandbox;
  readonly clock: TestClock;
}

/** Brings both services to where they stood, each thing at its time. */
export async function fillServices(services: Services, recorded: Recorded): Promise<void> {
  const { slack, terraform, clock } = services;
  const actions = [{ address: ADDRESS }];
  for (const { name, settings, lock } of recorded.workspaces) {
    terraform.addWorkspace({ name, actions, ...settings });
    if (lock !== undefined) terraform.lock(name, lock);
  }
  for (const channel of new Set(recorded.messages.map((message) => message.channel)))
    slack.addChannel({ id: channel, name: channel.toLowerCase(), members: Object.values(PEOPLE), botIsMember: true });
  const happened = [
    ...recorded.messages.map((message) => ({ at: Number(message.ts) * 1_000, act: () => post(slack, message) })),
    ...recorded.runs.map((run) => ({ at: Date.parse(run.createdAt), act: () => create(terraform, recorded, run) })),
  ].toSorted((one, other) => one.at - other.at);
  for (const { at, act } of happened) {
    await clock.setTime(Math.round(at));
    await act();
  }
  await clock.setTime(recorded.now);
}

async function post(slack: SlackSandbox, { ts, for: user, metadata, ...message }: RecordedMessage): Promise<void> {
  const method = user === undefined ? 'chat.postMessage' : 'chat.postEphemeral';
  const answer = await call(`${slack.url}${method}`, BOT_TOKEN, 'application/json', { ...message, metadata, user });
  if ((answer.ts ?? answer.message_ts) !== ts) throw new Error(`${ts} was posted as ${JSON.stringify(answer)}.`);
}

/** Statuses that the sandbox reaches by itself; the others are set. */
const REACHED = new Set(['pending', 'planning', 'planned', 'policy_override', 'planned_and_finished']);

async function create(terraform: TerraformSandbox, { workspaces }: Recorded, run: RecordedRun): Promise<void> {
  const workspace = workspaces.find(({ name }) => name === run.workspace);
  const relationships = {
    workspace: { data: { type: 'workspaces', id: workspace?.id } },
    'configuration-version': { data: { type: 'configuration-versions', id: run.configurationVersionId } },
  };
  const data = { type: 'runs', attributes: run.attributes, relationships };
  await call(`${terraform.url}/api/v2/runs`, DEFAULT_TOKEN, 'application/vnd.api+json', { data });
  if (REACHED.has(run.status)) return terraform.advanceTo(run.id, run.status);
  if (run.status !== 'canceled') terraform.advanceTo(run.id, 'planned');
  terraform.setStatus(run.id, run.status);
}

async function call(url: string, token: string, contentType: string, body: unknown): Promise<Record<string, unknown>> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': contentType };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await answer.json()) as Record<string, unknown>;
}
