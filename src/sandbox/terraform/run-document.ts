import { workspaceOf } from './find-in-world.ts';
import { flagsOf } from './flags.ts';
import type { JsonObject } from './json.ts';
import { hasChanges } from './plan-run.ts';
import { queueOf } from './queue.ts';
import type { Reading } from './reading.ts';
import { millisecondsStamp, type Resource, relation, saying, secondsStamp } from './resource.ts';
import { isFinal, type Run } from './runs.ts';
import { type Access, hasRight } from './tokens.ts';

/** What the reading token may do, whatever the run's state. */
function permissionsOf(access: Access): JsonObject {
  const write = hasRight(access, 'write');
  return {
    'can-apply': write,
    'can-cancel': write,
    'can-comment': hasRight(access, 'plan'),
    'can-discard': write,
    'can-force-execute': write,
    'can-force-cancel': hasRight(access, 'admin'),
    'can-override-policy-check': write,
  };
}

function attributesOf({ world, access }: Reading, run: Run): JsonObject {
  const workspace = workspaceOf(world, run);
  const place = queueOf(world, workspace).indexOf(run);
  const stamps = [...run.timestamps].map(([name, at]) => [name, secondsStamp(at)]);
  return {
    actions: flagsOf(run, workspace, world.clock.now()),
    'canceled-at': run.canceledAt === undefined ? null : millisecondsStamp(run.canceledAt),
    'created-at': millisecondsStamp(run.createdAt),
    'updated-at': millisecondsStamp(run.updatedAt),
    'has-changes': hasChanges(run, workspace),
    'auto-apply': run.autoApply,
    'allow-empty-apply': false,
    'allow-config-generation': false,
    'is-destroy': run.isDestroy,
    'invoke-action-addrs': run.addresses.length === 0 ? null : run.addresses,
    message: run.message,
    'plan-only': run.planOnly,
    source: run.source,
    'status-timestamps': Object.fromEntries(stamps),
    status: run.status,
    'trigger-reason': 'manual',
    'target-addrs': run.targetAddresses,
    permissions: permissionsOf(access),
    refresh: run.refresh,
    'refresh-only': run.refreshOnly,
    'replace-addrs': run.replaceAddresses,
    'save-plan': run.savePlan,
    'terraform-version': run.terraformVersion,
    variables: run.variables,
    ...(place < 0 || isFinal(run) ? {} : { 'position-in-queue': place }),
    ...(run.forceCancelAt === undefined ? {} : { 'force-cancel-available-at': millisecondsStamp(run.forceCancelAt) }),
  };
}

export function runDocument(reading: Reading, run: Run): Resource {
  const own = `/api/v2/runs/${run.id}`;
  const user = (id: string) => relation('users', id, `/api/v2/users/${id}`);
  const configuration = run.configurationVersionId;
  const document: Resource = {
    id: run.id,
    type: 'runs',
    attributes: attributesOf(reading, run),
    relationships: {
      apply: relation('applies', run.apply.id, `${own}/apply`),
      comments: { data: [], links: { related: `${own}/comments` } },
      'configuration-version': relation('configuration-versions', configuration, `${own}/configuration-version`),
      'cost-estimate': { data: null },
      'created-by': user(run.createdBy.id),
      ...(run.confirmedBy === undefined ? {} : { 'confirmed-by': user(run.confirmedBy.id) }),
      ...(run.canceledBy === undefined ? {} : { 'canceled-by': user(run.canceledBy.id) }),
      'input-state-version': { data: null },
      plan: relation('plans', run.plan.id, `${own}/plan`),
      'run-events': { data: [], links: { related: `${own}/run-events` } },
      'policy-checks': { data: [], links: { related: `${own}/policy-checks` } },
      'task-stages': { data: [], links: { related: `${own}/task-stages` } },
      workspace: relation('workspaces', run.workspaceId),
      'workspace-run-alerts': { data: [], links: { related: `${own}/workspace-run-alerts` } },
    },
    links: { self: own },
  };
  return saying(document, workspaceOf(reading.world, run).settings.runsSay);
}

export function configurationDocument(id: string): Resource {
  return {
    id,
    type: 'configuration-versions',
    attributes: {
      error: null,
      'error-message': null,
      source: 'tfe-api',
      speculative: false,
      status: 'uploaded',
      'status-timestamps': {},
      provisional: false,
    },
    relationships: { 'ingress-attributes': {} },
    links: { self: `/api/v2/configuration-versions/${id}` },
  };
}
