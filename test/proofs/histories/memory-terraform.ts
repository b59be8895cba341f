import type { ActionRequest } from '../../../src/domain/request.ts';
import type { Run } from '../../../src/domain/run.ts';
import type { Creation, HcpTerraform, RunToCreate } from '../../../src/flows/ports/hcp-terraform.ts';
import { Unreachable } from '../../../src/flows/ports/hcp-terraform.ts';
import type { Acme } from './acme.ts';
import type { Oracle } from './oracle.ts';

const WORKSPACE_ID = 'ws-1';

/** An HCP Terraform without a network. The oracle judges every call that would change something. */
export interface MemoryTerraform extends HcpTerraform {
  readonly created: ReadonlyMap<string, Run>;
  readonly confirmed: ReadonlySet<string>;
  /** Advances every run by one status. */
  moveOn(): void;
  /** The outcome of the next call that creates a run. */
  nextCreation: Exclude<Creation['kind'], 'refused' | 'not_sent' | 'no_turn'> | 'unknown_but_made';
  away: boolean;
}

const NEXT_STATUS: Readonly<Record<string, string>> = { pending: 'planning', planning: 'planned', applying: 'applied' };

export function startMemoryTerraform(
  acme: Acme,
  oracle: Oracle,
  requestWith: (token: string) => ActionRequest | undefined,
): MemoryTerraform {
  const created = new Map<string, Run>();
  const owners = new Map<string, string>();
  const confirmed = new Set<string>();
  const read = async (id: string): Promise<Run | undefined> => {
    if (terraform.away) throw new Unreachable('away');
    return created.get(id);
  };
  const setStatus = (id: string, status: string): 'accepted' => {
    const run = created.get(id);
    if (run !== undefined) created.set(id, withStatus(run, status));
    return 'accepted';
  };
  const make = (run: RunToCreate, request: ActionRequest): Run => {
    if ([...owners.values()].includes(request.id)) throw new Error('A second run was created for one request.');
    const made = newRun(`run-${created.size + 1}`, run);
    created.set(made.id, made);
    owners.set(made.id, request.id);
    return made;
  };
  const terraform: MemoryTerraform = {
    ...{ created, confirmed, nextCreation: 'created', away: false },
    moveOn() {
      for (const [id, run] of created) setStatus(id, NEXT_STATUS[run.status] ?? run.status);
    },
    async readWorkspace() {
      if (terraform.away) throw new Unreachable('away');
      return workspaceWith(acme.configuration);
    },
    mayConfirm: async () => true,
    readWorkspaces: async () => undefined,
    readRun: (_where, id) => read(id),
    readRunToAct: (_where, id) => read(id),
    async createRun(_where, decide) {
      const run = await decide();
      if (run === undefined) return { kind: 'not_sent' };
      const request = run.message
        .split(/\s+/)
        .map(requestWith)
        .find((one) => one !== undefined);
      if (request === undefined) throw new Error('A run was created for no request.');
      oracle.judgeCreating(request.id, { address: run.address, configuration: run.configurationVersionId });
      const kind = terraform.nextCreation;
      terraform.nextCreation = 'created';
      if (kind === 'created') return { kind, run: make(run, request) };
      if (kind === 'later') return { kind, why: 'busy', afterMilliseconds: 60_000, said: 'busy' };
      if (kind === 'unknown_but_made') make(run, request);
      return { kind: 'unknown', why: 'no answer' };
    },
    findRunsByToken: async (_where, _workspace, token) =>
      [...created.values()].filter(({ message }) => message.split(/\s+/).includes(token)),
    async confirmRun(_where, id, decide) {
      if ((await decide()) === undefined) return 'not_sent';
      const run = created.get(id);
      const owner = owners.get(id);
      if (run === undefined || owner === undefined) throw new Error('A run was confirmed that nobody created.');
      oracle.judgeConfirming(owner);
      if (run.status !== 'planned') return 'not_allowed';
      confirmed.add(id);
      return setStatus(id, 'applying');
    },
    discardRun: async (_where, id, decide) =>
      (await decide()) === undefined ? 'not_sent' : setStatus(id, 'discarded'),
    cancelRun: async (_where, id, decide) => ((await decide()) === undefined ? 'not_sent' : setStatus(id, 'canceled')),
    readInvocations: async () => ['successful'],
    countInstances: async () => 1,
    readPlanLog: async () => undefined,
    readApplyLog: async () => undefined,
    followApplyLog: () => ({ readOn: async () => undefined, latest: () => undefined }),
    addressOf: () => 'https://app.terraform.io',
  };
  return terraform;
}

const workspaceWith = (configuration: number) => ({
  ...{ id: WORKSPACE_ID, name: 'acme-prod', organization: 'acme', configurationVersionId: `cv-${configuration}` },
  ...{ locked: false, lockedReason: undefined, lockedBy: undefined, currentRun: undefined, currentRunId: undefined },
  ...{ structuredLog: false, usual: {} },
  ...{ hasConfiguration: true, executionMode: 'remote', terraformVersion: '1.15.4' },
  ...{ canQueueRun: true, canQueueApply: true, canUpdate: false },
});

const newRun = (id: string, run: RunToCreate): Run =>
  withStatus(
    {
      ...{ id, status: 'pending', message: run.message },
      ...{ planOnly: false, createdAt: undefined, createdBy: undefined, timestamps: {} },
      echo: {
        ...{ workspace: run.workspaceId, 'configuration-version': run.configurationVersionId, message: run.message },
        ...{ 'invoke-action-addrs': [run.address], variables: run.variables, 'auto-apply': false, 'plan-only': false },
        ...{ 'is-destroy': false, 'save-plan': false, 'target-addrs': undefined, 'replace-addrs': undefined },
      },
      actions: { confirmable: false, discardable: true, cancelable: true },
      permissions: { apply: true, discard: true, cancel: true },
      plan: { id: `plan-of-${id}`, status: 'finished', resourceChanges: 0, actionInvocations: 1 },
      apply: undefined,
    },
    'pending',
  );

const withStatus = (run: Run, status: string): Run => ({
  ...run,
  status,
  actions: {
    confirmable: status === 'planned',
    discardable: status === 'planned' || status === 'pending',
    cancelable: ['pending', 'planning', 'applying'].includes(status),
  },
});
