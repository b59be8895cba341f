import { usernameOf } from './account-document.ts';
import { workspaceOf } from './find-in-world.ts';
import type { JsonObject } from './json.ts';
import { millisecondsStamp } from './resource.ts';
import type { Run } from './runs.ts';
import type { World } from './world.ts';

export type RunTrigger =
  | 'run:created'
  | 'run:planning'
  | 'run:needs_attention'
  | 'run:applying'
  | 'run:completed'
  | 'run:errored';

/** The documented sample has `Run Canceled`; the others imitate it. */
const WORDS: Readonly<Record<RunTrigger, string>> = {
  'run:created': 'Run Created',
  'run:planning': 'Run Planning',
  'run:needs_attention': 'Run Needs Attention',
  'run:applying': 'Run Applying',
  'run:completed': 'Run Completed',
  'run:errored': 'Run Errored',
};

/** The payload of a run's notification, version 1. Always contains one notification. */
export function notificationOf(
  world: World,
  run: Run,
  sent: { readonly configurationId: string; readonly trigger: RunTrigger; readonly baseUrl: string },
): JsonObject {
  const workspace = workspaceOf(world, run);
  const by = run.canceledBy ?? run.confirmedBy ?? run.createdBy;
  return {
    payload_version: 1,
    notification_configuration_id: sent.configurationId,
    run_url: `${sent.baseUrl}/app/${workspace.organization}/${workspace.name}/runs/${run.id}`,
    run_id: run.id,
    run_message: run.message,
    run_created_at: millisecondsStamp(run.createdAt),
    run_created_by: usernameOf(run.createdBy),
    workspace_id: workspace.id,
    workspace_name: workspace.name,
    organization_name: workspace.organization,
    notifications: [
      {
        message: run.status === 'canceled' ? 'Run Canceled' : WORDS[sent.trigger],
        trigger: sent.trigger,
        run_status: run.status,
        run_updated_at: millisecondsStamp(run.updatedAt),
        run_updated_by: usernameOf(by),
      },
    ],
  };
}

/** The payload that verifies an address when notifications are created. */
export function verificationOf(configurationId: string, name: string): JsonObject {
  return {
    payload_version: 1,
    notification_configuration_id: configurationId,
    run_url: null,
    run_id: null,
    run_message: null,
    run_created_at: null,
    run_created_by: null,
    workspace_id: null,
    workspace_name: null,
    organization_name: null,
    notifications: [
      {
        message: `Verification of ${name}`,
        trigger: 'verification',
        run_status: null,
        run_updated_at: null,
        run_updated_by: null,
      },
    ],
  };
}
