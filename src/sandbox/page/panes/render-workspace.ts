import { createElement, Fragment, type ReactNode } from 'react';
import type { ActionOutcome } from '../../terraform/actions.ts';
import type { WorkspaceView } from '../../terraform/view.ts';
import { type PageOptions, workspacesOf } from '../options.ts';
import type { PageReader } from '../reader.ts';
import type { Screen } from '../screen.ts';
import { renderRun } from './render-run.ts';

/** The page's words for each outcome of an action. */
const OUTCOMES = {
  successful: 'succeeds',
  failed: 'fails',
  not_invoked: 'is not invoked',
  errored_after_success: 'succeeds, and the run errors',
  failed_but_applied: 'fails, and the run is applied',
  last_not_invoked: 'runs all but its last instance, and the run errors',
} as const satisfies Record<ActionOutcome, string>;

/** The outcomes chosen on the page for the next runs, by workspace and action address. */
export type ChosenOutcomes = ReadonlyMap<string, ActionOutcome>;

export const outcomeKey = (workspace: string, address: string): string => `${workspace} ${address}`;

/** The workspace in HCP Terraform: its lock, queue and runs, and what a person can do there. */
export function renderWorkspace(
  screen: Screen,
  options: PageOptions,
  { reader, outcomes }: { readonly reader: PageReader; readonly outcomes: ChosenOutcomes },
): ReactNode {
  if (screen.workspace === undefined) return createElement('p', { className: 'nothing' }, 'No workspace was named.');
  const workspace = options.terraform.snapshot(screen.workspace);
  const runs = workspace.runs.map((run, index) => renderRun(run, index === 0, reader));
  return createElement(
    Fragment,
    null,
    createElement(
      'div',
      { className: 'workspace-bar' },
      renderChoice(screen.workspace, options),
      renderControls(workspace),
    ),
    renderLock(workspace),
    renderQueue(workspace),
    renderOutcomes(workspace, outcomes),
    createElement('h3', null, runs.length === 1 ? '1 run' : `${runs.length} runs`),
    ...(runs.length > 0 ? runs : [createElement('p', { className: 'nothing' }, 'Nothing ran here yet.')]),
  );
}

function renderChoice(chosen: string, options: PageOptions): ReactNode {
  const names = workspacesOf(options).map((name) => createElement('option', { value: name }, name));
  return createElement(
    'select',
    { className: 'input', 'data-workspace': true, 'aria-label': 'Workspace', defaultValue: chosen },
    ...names,
  );
}

function renderControls({ name, locked, lockedBy, currentRunId }: WorkspaceView): ReactNode {
  const isLockedByPerson = locked && lockedBy !== currentRunId;
  const control = (what: string, label: string, disabled = false) =>
    createElement(
      'button',
      { type: 'button', className: 'button small', 'data-workspace-do': what, 'data-of': name, disabled },
      label,
    );
  return createElement(
    Fragment,
    null,
    isLockedByPerson ? control('unlock', 'Unlock') : control('lock', 'Lock', locked),
    control('start_run', 'Start another run'),
  );
}

function renderLock({ locked, lockedBy, lockedReason, currentRunId }: WorkspaceView): ReactNode {
  // A run normally locks its workspace, so that needs no warning.
  const byRun = locked && lockedBy === currentRunId;
  const reason = byRun ? ', while it lasts' : lockedReason === undefined ? '' : `: ${lockedReason}`;
  const words = locked ? `Locked by ${lockedBy ?? 'somebody'}${reason}` : 'Unlocked';
  const className = locked && !byRun ? 'lock lock-of-person' : 'lock';
  return createElement('p', { className, 'data-locked': locked }, locked ? '🔒 ' : '🔓 ', words);
}

function renderQueue({ queue }: WorkspaceView): ReactNode {
  if (queue.length === 0) return undefined;
  const items = queue.map((id) => createElement('li', null, createElement('code', null, id)));
  return createElement(
    'div',
    { className: 'queue', 'data-queue': true },
    createElement('h3', null, 'Queue'),
    createElement('ol', null, ...items),
  );
}

function renderOutcomes({ name, actions }: WorkspaceView, outcomes: ChosenOutcomes): ReactNode {
  if (actions.length === 0) return undefined;
  const rows = actions.map((address) => {
    const chosen = outcomes.get(outcomeKey(name, address));
    const choices = Object.entries(OUTCOMES).map(([value, label]) => createElement('option', { value }, label));
    return createElement(
      'label',
      { className: 'outcome', 'data-key': address },
      createElement('code', null, address),
      createElement(
        'select',
        { className: 'input', 'data-outcome': address, 'data-of': name, defaultValue: chosen ?? '' },
        chosen === undefined ? createElement('option', { value: '' }, 'ends as set up') : undefined,
        ...choices,
      ),
    );
  });
  return createElement(
    'details',
    { className: 'outcomes', 'data-key': 'outcomes' },
    createElement('summary', null, `How the next run of an action ends (${actions.length})`),
    ...rows,
  );
}
