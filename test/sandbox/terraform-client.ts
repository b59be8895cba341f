import { onTestFinished } from 'vitest';
import { type ManualClock, manualClock } from '../../src/sandbox/clock.ts';
import { startTerraform, type TerraformOptions, type TerraformSandbox } from '../../src/sandbox/terraform/server.ts';

export const FLUSH = 'action.opsdemo_cache_flush.edge';
export const REINDEX = 'module.platform["eu"].action.opsdemo_job_run.reindex';

/** As loose as JSON: answers are compared, never trusted. */
export type Json = ReturnType<typeof JSON.parse>;

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

export interface Caller {
  readonly terraform: TerraformSandbox;
  readonly clock: ManualClock;
  readonly workspaceId: string;
  get(path: string, token?: string): Promise<Reply>;
  post(path: string, body?: unknown, token?: string): Promise<Reply>;
  /** POST /runs for the workspace, with these attributes added. */
  create(attributes?: object, token?: string): Promise<Reply>;
  /** The id of a run created with this one address. */
  createdRun(address?: string): Promise<string>;
  status(runId: string): Promise<string>;
}

export const TOKEN = 'tfe-sandbox-token';

function reply(response: Response, text: string): Reply {
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : undefined };
}

export function runBody(workspaceId: string, attributes: object, configurationVersionId?: string): object {
  const configuration = { data: { type: 'configuration-versions', id: configurationVersionId } };
  const relationships = {
    workspace: { data: { type: 'workspaces', id: workspaceId } },
    ...(configurationVersionId === undefined ? {} : { 'configuration-version': configuration }),
  };
  return { data: { type: 'runs', attributes, relationships } };
}

/** A sandbox on a stopped clock, with a workspace acme-prod and two actions. Closed after the test. */
export async function startCaller(
  options: TerraformOptions = {},
  workspace: Partial<Parameters<TerraformSandbox['addWorkspace']>[0]> = {},
): Promise<Caller> {
  const clock = manualClock();
  const terraform = await startTerraform({ clock, ...options });
  onTestFinished(() => terraform.close());
  const actions = [
    { address: FLUSH, logLines: ['Connecting to 3 edge nodes', 'node-3: déjà vide ✓'] },
    { address: REINDEX, instances: ['nightly', 'weekly'] },
  ];
  const workspaceId = terraform.addWorkspace({ name: 'acme-prod', actions, ...workspace });
  const call = async (method: string, path: string, body: unknown, token: string): Promise<Reply> => {
    const response = await fetch(`${terraform.url}/api/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/vnd.api+json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return reply(response, await response.text());
  };
  const get = (path: string, token = TOKEN) => call('GET', path, undefined, token);
  const post = (path: string, body?: unknown, token = TOKEN) => call('POST', path, body, token);
  const create = (attributes = {}, token = TOKEN) =>
    post('/runs', runBody(workspaceId, { message: 'Ana asked', 'invoke-action-addrs': [FLUSH], ...attributes }), token);
  return {
    terraform,
    clock,
    workspaceId,
    get,
    post,
    create,
    createdRun: async (address = FLUSH) => (await create({ 'invoke-action-addrs': [address] })).body.data.id,
    status: async (id) => (await get(`/runs/${id}`)).body.data.attributes.status,
  };
}

export function detailOf({ body }: Reply): string {
  return body.errors[0].detail;
}

/** Resolves at the next change, or when the next call has arrived. */
export function nextChange(terraform: TerraformSandbox): Promise<void> {
  return new Promise((resolve) => {
    const leave = terraform.subscribe(() => {
      leave();
      resolve();
    });
  });
}
