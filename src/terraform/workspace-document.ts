import { z } from 'zod';
import type { Workspace } from '../domain/run.ts';
import { findIncluded, flag, maybe, parseDocument, type Resource, related, text } from './json-api.ts';
import { nameOf, runOf } from './run-document.ts';

const attributes = z.object({ name: text, locked: maybe(flag), 'locked-reason': maybe(text) });

/** `undefined` for what is no document of a workspace. */
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
    locked: workspace.locked ?? false,
    lockedReason: workspace['locked-reason'],
    lockedBy: lockerOf(data, included),
    currentRun: run && runOf(run, included),
    currentRunId: current?.id,
  };
}

/** A run is named by its id, which is a word for people too; somebody's id is none. */
function lockerOf(workspace: Resource, included: readonly Resource[]): string | undefined {
  const locker = related(workspace, 'locked-by');
  return locker?.type === 'runs' ? locker.id : nameOf(findIncluded(included, locker));
}
