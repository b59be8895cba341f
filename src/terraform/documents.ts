import { z } from 'zod';
import type { Run, RunApply, RunPlan, Workspace } from '../domain/run.ts';

/** Documents and clients disagree about numbers and strings, so either is taken for the other. */
const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const count = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]).nullish();
const flag = z.boolean().nullish();

const reference = z.object({ data: z.object({ id: text, type: text.optional() }).nullish() }).nullish();
const relationships = z.record(z.string(), z.unknown()).nullish();

const resource = z.object({
  id: text,
  type: text,
  attributes: z.record(z.string(), z.unknown()).nullish(),
  relationships,
});
export type Resource = z.infer<typeof resource>;

export const oneDocument = z.object({ data: resource, included: z.array(resource).nullish() });
export const listDocument = z.object({
  data: z.array(resource),
  links: z.object({ next: z.string().nullish() }).nullish(),
});

const runAttributes = z.object({
  status: text,
  message: text.nullish(),
  'invoke-action-addrs': z.array(text).nullish(),
  'is-destroy': flag,
  'plan-only': flag,
  'created-at': text.nullish(),
  'status-timestamps': z.record(z.string(), z.unknown()).nullish(),
  actions: z.object({ 'is-confirmable': flag, 'is-discardable': flag, 'is-cancelable': flag }).nullish(),
  permissions: z.object({ 'can-apply': flag, 'can-discard': flag, 'can-cancel': flag }).nullish(),
});

/** The id a resource points to by this relationship. */
export const idOf = (from: Resource, relationship: string): string | undefined => {
  const read = reference.safeParse(from.relationships?.[relationship]);
  return read.success ? read.data?.data?.id : undefined;
};

/** Throws zod's error where the run has no status, which then is no answer. */
export function readRunDocument(run: Resource, included: readonly Resource[] = []): Run {
  const attributes = runAttributes.parse(run.attributes ?? {});
  const { actions, permissions } = attributes;
  const find = (relationship: string): Resource | undefined =>
    included.find(({ id }) => id === idOf(run, relationship));
  return {
    id: run.id,
    status: attributes.status,
    message: attributes.message ?? '',
    workspaceId: idOf(run, 'workspace'),
    configurationVersionId: idOf(run, 'configuration-version'),
    addresses: attributes['invoke-action-addrs'] ?? [],
    isDestroy: attributes['is-destroy'] === true,
    planOnly: attributes['plan-only'] === true,
    createdAt: readDate(attributes['created-at']),
    createdBy: readCreator(find('created-by')),
    timestamps: readTimestamps(attributes['status-timestamps'] ?? {}),
    actions: {
      confirmable: actions?.['is-confirmable'] === true,
      discardable: actions?.['is-discardable'] === true,
      cancelable: actions?.['is-cancelable'] === true,
    },
    permissions: {
      apply: permissions?.['can-apply'] === true,
      discard: permissions?.['can-discard'] === true,
      cancel: permissions?.['can-cancel'] === true,
    },
    plan: readPlan(idOf(run, 'plan'), find('plan')),
    apply: readApply(idOf(run, 'apply'), find('apply')),
  };
}

function readDate(stamp: string | null | undefined): Date | undefined {
  const date = new Date(stamp ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

const readCreator = (user: Resource | undefined): string | undefined => {
  const name = user?.attributes?.username;
  return typeof name === 'string' ? name : undefined;
};

const readTimestamps = (stamps: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(stamps).flatMap(([name, at]) => (typeof at === 'string' ? [[name, at]] : [])));

const planAttributes = z.object({
  status: text.nullish(),
  'resource-additions': count,
  'resource-changes': count,
  'resource-destructions': count,
  'resource-imports': count,
  'action-invocations': count,
});

export function readPlan(id: string | undefined, plan: Resource | undefined): RunPlan | undefined {
  if (id === undefined) return undefined;
  const read = planAttributes.parse(plan?.attributes ?? {});
  const counts = [
    read['resource-additions'],
    read['resource-changes'],
    read['resource-destructions'],
    read['resource-imports'],
  ].filter((one) => one !== undefined && one !== null);
  return {
    id,
    status: read.status ?? undefined,
    resourceChanges: counts.length === 0 ? undefined : counts.reduce((sum, one) => sum + one, 0),
    actionInvocations: read['action-invocations'] ?? undefined,
  };
}

const applyAttributes = z.object({ status: text.nullish(), 'action-invocations': count, 'action-failures': count });

function readApply(id: string | undefined, apply: Resource | undefined): RunApply | undefined {
  if (id === undefined) return undefined;
  const read = applyAttributes.parse(apply?.attributes ?? {});
  return {
    id,
    status: read.status ?? undefined,
    actionInvocations: read['action-invocations'] ?? undefined,
    actionFailures: read['action-failures'] ?? undefined,
  };
}

const workspaceAttributes = z.object({ name: text, locked: flag, 'locked-reason': text.nullish() });

export function readWorkspaceDocument(workspace: Resource, included: readonly Resource[] = []): Workspace {
  const attributes = workspaceAttributes.parse(workspace.attributes ?? {});
  const currentRunId = idOf(workspace, 'current-run');
  const currentRun = included.find(({ id, type }) => type === 'runs' && id === currentRunId);
  return {
    id: workspace.id,
    name: attributes.name,
    organization: idOf(workspace, 'organization'),
    configurationVersionId: idOf(workspace, 'current-configuration-version'),
    locked: attributes.locked === true,
    lockedReason: attributes['locked-reason'] ?? undefined,
    lockedBy: readLocker(workspace, included),
    currentRun: currentRun === undefined ? undefined : readRunDocument(currentRun, included),
    currentRunId,
  };
}

/** A user and a team have names; a run has its id. */
function readLocker(workspace: Resource, included: readonly Resource[]): string | undefined {
  const id = idOf(workspace, 'locked-by');
  const locker = included.find((one) => one.id === id);
  const name = locker?.attributes?.username ?? locker?.attributes?.name;
  return typeof name === 'string' ? name : id;
}
