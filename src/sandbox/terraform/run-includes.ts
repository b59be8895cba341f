import { userDocument } from './account-document.ts';
import { workspaceOf } from './find-in-world.ts';
import { applyDocument, planDocument } from './phase-document.ts';
import type { Reading } from './reading.ts';
import type { Includes } from './resource.ts';
import { configurationDocument } from './run-document.ts';
import type { Run } from './runs.ts';
import { workspaceDocument } from './workspace-document.ts';

const nothing = () => [];

/** The values in the documentation and the published contract. `policy_checks` is not one of them. */
export function runIncludes(reading: Reading): Includes<Run> {
  return {
    plan: (run) => [planDocument(reading, run)],
    apply: (run) => [applyDocument(reading, run)],
    created_by: (run) => [userDocument(run.createdBy)],
    configuration_version: (run) => [configurationDocument(run.configurationVersionId)],
    'configuration_version.ingress_attributes': nothing,
    cost_estimate: nothing,
    workspace: (run) => [workspaceDocument(reading, workspaceOf(reading.world, run))],
    task_stages: nothing,
    tf_policy_evaluations: nothing,
  };
}
