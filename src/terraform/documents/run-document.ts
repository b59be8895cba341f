import { z } from 'zod';
import type { Run, RunEcho } from '../../domain/run.ts';
import { applyOf, unreadApply } from './apply-document.ts';
import {
  dateOf,
  findIncluded,
  flag,
  maybe,
  parseDocument,
  parseList,
  type Resource,
  related,
  said,
  text,
  texts,
} from './json-api.ts';
import { planOf, unreadPlan } from './plan-document.ts';

const attributes = z.object({
  status: maybe(text),
  message: maybe(text),
  'invoke-action-addrs': said(texts),
  variables: said(z.array(z.object({ key: text, value: text }))),
  'auto-apply': said(flag),
  'plan-only': said(flag),
  'is-destroy': said(flag),
  'save-plan': said(flag),
  'target-addrs': said(texts),
  'replace-addrs': said(texts),
  'created-at': maybe(text),
  'canceled-at': maybe(text),
  'status-timestamps': maybe(z.record(z.string(), maybe(text))),
  actions: maybe(
    z.object({ 'is-confirmable': maybe(flag), 'is-discardable': maybe(flag), 'is-cancelable': maybe(flag) }),
  ),
  permissions: maybe(z.object({ 'can-apply': maybe(flag), 'can-discard': maybe(flag), 'can-cancel': maybe(flag) })),
});

const user = z.object({ username: maybe(text), name: maybe(text) });

/** An absent flag is false: what is not stated is not allowed. */
export function runOf(resource: Resource, included: readonly Resource[]): Run {
  const run = attributes.parse(resource.attributes ?? {});
  const plan = related(resource, 'plan');
  const apply = related(resource, 'apply');
  const [readPlan, readApply] = [findIncluded(included, plan), findIncluded(included, apply)];
  const canceledAt = dateOf(run['canceled-at']);
  return {
    id: resource.id,
    status: run.status ?? '',
    message: run.message ?? '',
    planOnly: run['plan-only'] === true,
    echo: echoOf(resource, run),
    createdAt: dateOf(run['created-at']),
    createdBy: nameOf(findIncluded(included, related(resource, 'created-by'))),
    ...(canceledAt === undefined ? {} : { canceledAt }),
    timestamps: timestampsOf(run['status-timestamps'] ?? {}),
    actions: {
      confirmable: run.actions?.['is-confirmable'] ?? false,
      discardable: run.actions?.['is-discardable'] ?? false,
      cancelable: run.actions?.['is-cancelable'] ?? false,
    },
    permissions: {
      apply: run.permissions?.['can-apply'] ?? false,
      discard: run.permissions?.['can-discard'] ?? false,
      cancel: run.permissions?.['can-cancel'] ?? false,
    },
    plan: readPlan === undefined ? plan && unreadPlan(plan.id) : planOf(readPlan),
    apply: readApply === undefined ? apply && unreadApply(apply.id) : applyOf(readApply),
  };
}

const echoOf = (resource: Resource, run: z.infer<typeof attributes>): RunEcho => ({
  workspace: related(resource, 'workspace')?.id,
  'configuration-version': related(resource, 'configuration-version')?.id,
  message: run.message,
  'invoke-action-addrs': run['invoke-action-addrs'],
  variables: run.variables,
  'auto-apply': run['auto-apply'],
  'plan-only': run['plan-only'],
  'is-destroy': run['is-destroy'],
  'save-plan': run['save-plan'],
  'target-addrs': run['target-addrs'],
  'replace-addrs': run['replace-addrs'],
});

const timestampsOf = (all: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(all).flatMap(([name, at]) => (at === undefined ? [] : [[name, at] as const])));

/** The name of a user or a team. */
export function nameOf(resource: Resource | undefined): string | undefined {
  const named = user.safeParse(resource?.attributes ?? {}).data;
  return named?.username ?? named?.name;
}

/** `undefined` if this is not a run. */
export function parseRun(json: unknown): Run | undefined {
  const document = parseDocument(json);
  return document?.data.type === 'runs' ? runOf(document.data, document.included) : undefined;
}

export function parseRuns(json: unknown): readonly Run[] | undefined {
  const list = parseList(json);
  return list?.data.filter(({ type }) => type === 'runs').map((one) => runOf(one, list.included));
}
