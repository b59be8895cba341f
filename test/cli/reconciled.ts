import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ActionRequest } from '../../src/domain/request.ts';
import type { TerraformSandbox } from '../../src/sandbox/terraform/server.ts';
import type { Store } from '../../src/store/store.ts';
import { ADDRESS, allowlistWith, WORKSPACE } from '../conversation.ts';
import { anasRequest, anyAudit, audit } from '../store/requests.ts';
import { type Ended, runCommand, type Services, startServices } from './run-command.ts';
import { fillStore } from './running-bot.ts';

const ACTIONS = [{ address: ADDRESS }, { address: 'action.aws_lambda_invoke.failover' }];

/** Creates a run with a token, behind the bot's back. Returns its id. */
export async function createBehind(
  { url }: Pick<TerraformSandbox, 'url'>,
  token: string,
  workspaceId: string,
  { message = 'by hand', address = ADDRESS, planOnly = false } = {},
): Promise<string> {
  const answer = await fetch(`${url}/api/v2/runs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/vnd.api+json' },
    body: JSON.stringify({
      data: {
        type: 'runs',
        attributes: { message, 'invoke-action-addrs': [address], 'plan-only': planOnly },
        relationships: { workspace: { data: { type: 'workspaces', id: workspaceId } } },
      },
    }),
  });
  return (await answer.json()).data.id;
}

/** Confirms a planned run with a token. */
export async function confirmBehind({ url }: Pick<TerraformSandbox, 'url'>, token: string, run: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/vnd.api+json' };
  const answer = await fetch(`${url}/api/v2/runs/${run}/actions/apply`, { method: 'POST', headers, body: '{}' });
  if (!answer.ok) throw new Error(`the sandbox answered ${answer.status}`);
}

/** Records a request of Ana's with its run, as the bot does. */
export async function recordRun(
  { requests }: Pick<Store, 'requests'>,
  workspaceId: string,
  run: string | undefined,
  { address = ADDRESS, at = new Date(), ...given }: Partial<ActionRequest> & { address?: string; at?: Date } = {},
): Promise<ActionRequest> {
  const template = anasRequest();
  const request = anasRequest({
    ...{ state: 'succeeded', startedAt: at, settledAt: at, asked: { ...template.asked, workspaceId } },
    ...(run === undefined ? {} : { runId: run }),
    ...given,
  });
  await requests.add(request, audit('request.asked', request), []);
  const facts = { digest: request.digest, address, workspace: workspaceId, allowlist: 'a', counting: '' };
  await requests.note(anyAudit({ kind: 'run.creating', request: request.id, actor: 'bot', facts }));
  if (run !== undefined)
    await requests.note(
      anyAudit({ kind: 'run.created', request: request.id, actor: 'bot', facts: { run, status: 'pending' } }),
    );
  return request;
}

export interface Reconciled extends Services {
  readonly workspaceId: string;
  readonly dataDir: string;
  /** Runs the command without a bot. */
  reconcile(...words: readonly string[]): Promise<Ended>;
  record(fill: (store: Store) => Promise<void>): Promise<void>;
}

/** Both services, the allowlist of a conversation, and a store whose record has begun. */
export async function startReconciled(): Promise<Reconciled> {
  const services = await startServices();
  const workspaceId = services.terraform.addWorkspace({ name: WORKSPACE, actions: ACTIONS });
  writeFileSync(join(services.folder, 'actions.yml'), allowlistWith());
  const dataDir = join(services.folder, 'data');
  const env = { ...services.env, DATA_DIR: dataDir, TF_ACTION_CONFIG: join(services.folder, 'actions.yml') };
  const record = (fill: (store: Store) => Promise<void>): Promise<void> => fillStore(dataDir, fill);
  await record(async ({ requests }) => requests.note(audit('request.refused')));
  return {
    ...services,
    ...{ workspaceId, dataDir, record },
    reconcile: (...words) => runCommand({ folder: services.folder, env }, ['audit', 'reconcile', ...words]),
  };
}
