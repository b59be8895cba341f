import { z } from 'zod';
import { DAY } from '../../domain/duration.ts';
import type { UsualDurations, Workspace } from '../../domain/run.ts';
import { findIncluded, flag, isRelated, maybe, parseDocument, type Resource, related, text } from './json-api.ts';
import { nameOf, runOf } from './run-document.ts';

/** Durations of the last runs in milliseconds; 0 if there were none. */
const average = maybe(
  z
    .number()
    .positive()
    .max(365 * DAY),
);
const attributes = z.object({
  name: text,
  locked: maybe(flag),
  'locked-reason': maybe(text),
  'structured-run-output-enabled': maybe(flag),
  'execution-mode': maybe(text),
  'terraform-version': maybe(text),
  permissions: maybe(
    z.object({ 'can-queue-run': maybe(flag), 'can-queue-apply': maybe(flag), 'can-update': maybe(flag) }),
  ),
  'plan-duration-average': average,
  'apply-duration-average': average,
});

/** `undefined` if this is not a workspace. */
export function parseWorkspace(json: unknown): Workspace | undefined {
  const document = parseDocument(json);
  return document === undefined ? undefined : workspaceOf(document.data, document.included);
}

export function workspaceOf(data: Resource, included: readonly Resource[]): Workspace | undefined {
  const workspace = attributes.safeParse(data.attributes).data;
  if (data.type !== 'workspaces' || workspace === undefined) return undefined;
  const current = related(data, 'current-run');
  const run = findIncluded(included, current);
  return {
    id: data.id,
    name: workspace.name,
    organization: related(data, 'organization')?.id,
    configurationVersionId: related(data, 'current-configuration-version')?.id,
    hasConfiguration: isRelated(data, 'current-configuration-version'),
    executionMode: workspace['execution-mode'],
    terraformVersion: workspace['terraform-version'],
    canQueueRun: workspace.permissions?.['can-queue-run'],
    canQueueApply: workspace.permissions?.['can-queue-apply'],
    canUpdate: workspace.permissions?.['can-update'],
    locked: workspace.locked ?? false,
    lockedReason: workspace['locked-reason'],
    lockedBy: lockerOf(data, included),
    structuredLog: workspace['structured-run-output-enabled'] ?? false,
    usual: usualOf(workspace),
    currentRun: run && runOf(run, included),
    currentRunId: current?.id,
  };
}

const usualOf = ({
  'plan-duration-average': plan,
  'apply-duration-average': apply,
}: z.infer<typeof attributes>): UsualDurations => ({
  ...(plan === undefined ? {} : { plan }),
  ...(apply === undefined ? {} : { apply }),
});

/** A run's id is meaningful to people; a user's id is not. */
function lockerOf(workspace: Resource, included: readonly Resource[]): string | undefined {
  const locker = related(workspace, 'locked-by');
  return locker?.type === 'runs' ? locker.id : nameOf(findIncluded(included, locker));
}
