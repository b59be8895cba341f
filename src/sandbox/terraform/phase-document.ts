import { actionCounts } from './apply-run.ts';
import { workspaceOf } from './find-in-world.ts';
import type { JsonObject } from './json.ts';
import { hasChanges, plannedResources } from './plan-run.ts';
import type { Reading } from './reading.ts';
import { type Resource, saying, secondsStamp } from './resource.ts';
import type { ResourceCounts } from './resource-counts.ts';
import type { Run, RunPart } from './runs.ts';

function timestampsOf(part: RunPart): JsonObject {
  const end = part.status === 'errored' || part.status === 'canceled' ? `${part.status}-at` : 'finished-at';
  const stamps = { 'queued-at': part.queuedAt, 'started-at': part.startedAt, [end]: part.endedAt };
  const known = Object.entries(stamps).flatMap(([name, at]) => (at === undefined ? [] : [[name, secondsStamp(at)]]));
  return Object.fromEntries(known);
}

const countsOf = (counts: ResourceCounts | undefined): JsonObject => ({
  'resource-additions': counts?.additions ?? null,
  'resource-changes': counts?.changes ?? null,
  'resource-destructions': counts?.destructions ?? null,
  'resource-imports': counts?.imports ?? null,
});

function optional(
  presence: 'present' | 'absent' | 'null',
  counts: Readonly<Record<string, number | null>>,
): JsonObject {
  if (presence === 'absent') return {};
  return presence === 'present' ? counts : Object.fromEntries(Object.keys(counts).map((name) => [name, null]));
}

export function planDocument({ world, logs }: Reading, run: Run): Resource {
  const workspace = workspaceOf(world, run);
  const own = `/api/v2/plans/${run.plan.id}`;
  const isFinished = run.plan.status === 'finished';
  const document = {
    id: run.plan.id,
    type: 'plans',
    attributes: {
      'execution-details': { mode: 'remote' },
      'generated-configuration': false,
      'has-changes': hasChanges(run, workspace),
      ...countsOf(isFinished ? plannedResources(run, workspace) : undefined),
      ...optional(workspace.settings.planCounts, { 'action-invocations': isFinished ? run.invocations.length : null }),
      status: run.plan.status,
      'status-timestamps': { ...timestampsOf(run.plan), 'pending-at': secondsStamp(run.createdAt) },
      'structured-run-output-enabled': workspace.settings.structured,
      'log-read-url': run.plan.startedAt === undefined ? null : logs.addressOf(run.plan.log),
    },
    relationships: { 'state-versions': { data: [] } },
    links: {
      self: own,
      'json-output': `${own}/json-output`,
      'json-output-redacted': `${own}/json-output-redacted`,
      'json-schema': `${own}/json-schema`,
    },
  };
  return saying(document, isFinished ? workspace.settings.plansSay : {});
}

export function applyDocument({ world, logs }: Reading, run: Run): Resource {
  const workspace = workspaceOf(world, run);
  const isOver = run.apply.endedAt !== undefined;
  const { invocations, failures } = actionCounts(run);
  const document = {
    id: run.apply.id,
    type: 'applies',
    attributes: {
      'execution-details': { mode: 'remote' },
      status: run.apply.status,
      'status-timestamps': timestampsOf(run.apply),
      'log-read-url': logs.addressOf(run.apply.log),
      ...countsOf(run.apply.status === 'finished' ? plannedResources(run, workspace) : undefined),
      ...optional(workspace.settings.applyCounts, {
        'action-invocations': isOver ? invocations : null,
        'action-failures': isOver ? failures : null,
      }),
    },
    relationships: { 'state-versions': { data: [] } },
    links: { self: `/api/v2/applies/${run.apply.id}` },
  };
  return saying(document, isOver ? workspace.settings.appliesSay : {});
}
