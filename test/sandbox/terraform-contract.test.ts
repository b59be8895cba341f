import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { type Caller, startCaller } from './terraform-client.ts';

const root = join(import.meta.dirname, '../..');
const folder = process.env.CONTRACTS_DIR ?? join(root, '../shared/contracts');
const isHere = existsSync(join(folder, 'hcp-terraform-openapi.json'));
if (!isHere) process.stdout.write('terraform-contract: left out: the contracts folder is not here\n');

const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));

/** OpenAPI 3.0 has `nullable` where JSON Schema has a null type. */
function withNullable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNullable);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, ...rest } = value as Record<string, unknown>;
  const plain = Object.fromEntries(Object.entries(rest).map(([key, item]) => [key, withNullable(item)]));
  return nullable === true ? { anyOf: [plain, { type: 'null' }] } : plain;
}

/**
 * The documentation has null there and the contract does not. Both are published, and the documentation matches what is
 * sent.
 */
function isKnownDisagreement({ instancePath, message }: ErrorObject): boolean {
  return (
    (/^\/data\/relationships\/[^/]+\/data$/.test(instancePath) && message === 'must be object') ||
    instancePath === '/data/attributes/inherits-project-auto-destroy'
  );
}

function disagreements(schema: string, document: unknown): readonly string[] {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
  addFormats.default(ajv);
  const { components } = withNullable(read('hcp-terraform-openapi.json')) as { components: object };
  ajv.addSchema({ $id: 'contract', components });
  const validate = ajv.compile({
    properties: { data: { $ref: `contract#/components/schemas/${schema}` } },
    required: ['data'],
  });
  validate(document);
  return (validate.errors ?? [])
    .filter((error) => !isKnownDisagreement(error))
    .map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function keyPaths(value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value)) return value.slice(0, 1).flatMap((item) => keyPaths(item, path));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [`${path}/${key}`, ...keyPaths(item, `${path}/${key}`)]);
}

/** What the test's workspace does not have, so that there is no identifier and no link. */
const LEFT_OUT =
  /\/relationships\/(?:agent-pool|ssh-key|current-state-version|outputs|vars|locked-by|task-stages|state-versions)\/(?:data|links)/;

/** An applied run, so that every document is complete. */
async function startWithAppliedRun(): Promise<Caller & { readonly runId: string }> {
  const caller = await startCaller();
  const runId = await caller.createdRun();
  caller.terraform.advanceTo(runId, 'planned');
  caller.terraform.confirm(runId, 'ines');
  caller.terraform.advanceTo(runId, 'applied');
  return { ...caller, runId };
}

if (isHere)
  describe('against the published contract', () => {
    test('runs, plans, applies, workspaces and the account are valid in every status', async () => {
      const { terraform, get, createdRun, workspaceId } = await startCaller();
      const id = await createdRun();
      const all = async () => [
        ...disagreements('runs', (await get(`/runs/${id}`)).body),
        ...disagreements('plans', (await get(`/runs/${id}/plan`)).body),
        ...disagreements('applies', (await get(`/runs/${id}/apply`)).body),
        ...disagreements('workspaces', (await get(`/workspaces/${workspaceId}`)).body),
      ];
      expect(await all()).toEqual([]);
      for (const status of ['planning', 'planned']) {
        terraform.advanceTo(id, status);
        expect(await all()).toEqual([]);
      }
      terraform.confirm(id, 'ines');
      terraform.advanceTo(id, 'applied');
      expect(await all()).toEqual([]);
      expect(disagreements('users', (await get('/account/details')).body)).toEqual([]);
    }, 30_000);

    test('run triggers and organizations are valid, and the filter of run triggers is required', async () => {
      const { terraform, get, workspaceId } = await startCaller({}, { triggers: ['acme-dns'] });
      const other = terraform.addWorkspace({ name: 'acme-dns' });
      const triggers = (id: string, type: string) =>
        get(`/workspaces/${id}/run-triggers?filter[run-trigger][type]=${type}`);
      const [outbound, inbound] = [await triggers(workspaceId, 'outbound'), await triggers(other, 'inbound')];
      expect(outbound.body.data[0].attributes).toMatchObject({
        'workspace-name': 'acme-dns',
        'sourceable-name': 'acme-prod',
      });
      expect(inbound.body.data).toEqual(outbound.body.data);
      expect((await triggers(workspaceId, 'inbound')).body.data).toEqual([]);
      expect((await get(`/workspaces/${workspaceId}/run-triggers`)).status).toBe(400);
      expect(disagreements('run-triggers', { data: outbound.body.data[0] })).toEqual([]);
      const organizations = await get('/organizations');
      expect(organizations.body.data.map(({ id }: { id: string }) => id)).toEqual(['acme']);
      expect(disagreements('organizations', { data: organizations.body.data[0] })).toEqual([]);
    });

    test('a plan-only run is valid in every status too', async () => {
      const { terraform, get, create } = await startCaller();
      const id = (await create({ 'plan-only': true })).body.data.id;
      const documents: (readonly [string, unknown])[] = [];
      for (const status of ['planning', 'planned_and_finished']) {
        terraform.advanceTo(id, status);
        documents.push(['runs', (await get(`/runs/${id}`)).body], ['plans', (await get(`/runs/${id}/plan`)).body]);
      }
      for (const [schema, document] of documents) expect(disagreements(schema, document)).toEqual([]);
    }, 30_000);

    test('the contract refuses a document that is wrong', async () => {
      const { get, runId } = await startWithAppliedRun();
      const { body } = await get(`/runs/${runId}`);
      body.data.attributes.status = 'finished';
      expect(disagreements('runs', body)).not.toEqual([]);
    });

    test.each([
      ['run-show-response.json', 'run'],
      ['run-create-response.json', 'run'],
      ['run-list-response.json', 'runs'],
      ['run-list-organization-response.json', 'organizationRuns'],
      ['plan-show.json', 'plan'],
      ['apply-show.json', 'apply'],
      ['workspace-show.json', 'workspace'],
      ['workspace-list.json', 'workspaces'],
      ['terraform-actions-list.json', 'actions'],
      ['terraform-action-show.json', 'action'],
      ['terraform-action-invocations.json', 'invocations'],
      ['terraform-action-run-summary.json', 'summary'],
      ['account-details-team-token.json', 'account'],
    ] as const)('everything in %s is answered', async (sample, name) => {
      const { get, runId, workspaceId } = await startWithAppliedRun();
      const action = (await get(`/workspaces/${workspaceId}/terraform-actions`)).body.data[0].id;
      const path = {
        run: `/runs/${runId}`,
        runs: `/workspaces/${workspaceId}/runs`,
        organizationRuns: '/organizations/acme/runs',
        plan: `/runs/${runId}/plan`,
        apply: `/runs/${runId}/apply`,
        workspace: `/workspaces/${workspaceId}`,
        workspaces: '/organizations/acme/workspaces',
        actions: `/workspaces/${workspaceId}/terraform-actions`,
        action: `/terraform-actions/${action}`,
        invocations: `/terraform-actions/${action}/runs/${runId}/invocations`,
        summary: `/terraform-actions/${action}/invocations/run-summary`,
        account: '/account/details',
      }[name];
      const answered = new Set(keyPaths((await get(path)).body));
      const missing = keyPaths(read(`samples/${sample}`)).filter((key) => !answered.has(key));
      expect(missing.filter((key) => !LEFT_OUT.test(key))).toEqual([]);
    });

    test('errors have the documented bodies', async () => {
      const { get, post, runId } = await startWithAppliedRun();
      expect((await get('/runs/run-none')).body).toEqual(read('samples/error-404.json'));
      expect((await get('/account/details', 'guessed')).body).toEqual(read('samples/error-401.json'));
      const conflict = (await post(`/runs/${runId}/actions/apply`)).body;
      expect(conflict.errors[0]).toMatchObject(read('samples/error-409.json').errors[0]);
      for (let number = 0; number < 40; number++) await get('/account/details');
      expect((await get('/account/details')).body).toEqual(read('samples/error-429.json'));
    });
  });

test('a run that was applied is one document of its kind', async () => {
  const { get, runId } = await startWithAppliedRun();
  expect((await get(`/runs/${runId}`)).body.data).toMatchObject({
    id: runId,
    type: 'runs',
    attributes: { status: 'applied' },
  });
});
