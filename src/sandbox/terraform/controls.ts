import { type ActionOptions, type ActionOutcome, fullAddress } from './actions.ts';
import { addWorkspace, uploadConfiguration } from './add-workspace.ts';
import { enter, settleQueue, stepOf } from './advance.ts';
import { sayProgress } from './apply-run.ts';
import { startRunOfPerson } from './create-run.ts';
import { decideNow, overrideNow, refuseDecision, takeEffect } from './decide-run.ts';
import { runWithId, workspaceNamed, workspaceOf } from './find-in-world.ts';
import type { Identity } from './people.ts';
import { lockingRun, whatHolds } from './queue.ts';
import type { Run, RunDecision, RunFlags } from './runs.ts';
import { type RunView, runsOf, snapshotOf, viewOf, type WorkspaceView } from './view.ts';
import type { WorkspaceOptions, WorkspaceSettings } from './workspaces.ts';
import type { World } from './world.ts';

/** What people do on HCP Terraform's pages, and what only a sandbox can do. Workspaces are given by name or id. */
export interface Controls {
  /** Returns the workspace's id. */
  addWorkspace(options: WorkspaceOptions): string;
  changeWorkspace(workspace: string, settings: Partial<WorkspaceSettings>): void;
  /** Adds a current configuration version, with other actions if given. Returns its id. */
  uploadConfiguration(workspace: string, actions?: readonly ActionOptions[]): string;
  setOutcome(workspace: string, address: string, outcome: ActionOutcome): void;
  /** Throws if it is already locked, by somebody or by a run. */
  lock(
    workspace: string,
    lock: { readonly by: string; readonly reason?: string; readonly kind?: Identity['kind'] },
  ): void;
  unlock(workspace: string): void;
  /** Starts another person's ordinary run. Returns its id. */
  startOtherRun(
    workspace: string,
    run: { readonly by: string; readonly message?: string; readonly autoApply?: boolean },
  ): string;
  /** Newest first. */
  runs(workspace: string): readonly RunView[];
  run(id: string): RunView;
  snapshot(workspace: string): WorkspaceView;
  /**
   * Advances a run by one step: an accepted decision takes effect, otherwise the next status follows. If there is none,
   * throws an error that says what the run waits for.
   */
  advance(runId: string): string;
  /** Throws if the run does not get there without a person. */
  advanceTo(runId: string, status: string): void;
  /** Immediately, like the page's button. Each throws the service's own refusal. */
  confirm(runId: string, by: string): void;
  discard(runId: string, by: string): void;
  cancel(runId: string, by: string): void;
  /** Logs a message of the action's provider during the apply. */
  sayProgress(runId: string, said: string): void;
  /** Only after an ignored cancel whose cool-off is over. */
  forceCancel(runId: string, by: string): void;
  /** Overrides a policy or run task that holds a run. */
  override(runId: string, by: string): void;
  deleteRun(runId: string): void;
  /** Sets any status, known or unknown. `flags` override those that follow from the status. */
  setStatus(runId: string, status: string, flags?: Partial<RunFlags>): void;
  /** From now on. Older servers answer 409 for a busy workspace. */
  setBusy(busy: 'pending' | 'conflict'): void;
}

function waitingFor(world: World, run: Run): string {
  return whatHolds(world, run) ?? 'only a person, or nothing, moves it from there';
}

function advance(world: World, run: Run): string {
  if (takeEffect(world, run)) return run.status;
  const next = stepOf(world, run);
  if (next === undefined) throw new Error(`${run.id} stays ${run.status}: ${waitingFor(world, run)}.`);
  enter(world, run, next);
  return run.status;
}

function advanceTo(world: World, run: Run, status: string): void {
  const passed: string[] = [];
  while (run.status !== status) {
    passed.push(run.status);
    const next = takeEffect(world, run) ? run.status : stepOf(world, run);
    if (next === undefined)
      throw new Error(`${run.id} does not become ${status}: after ${passed.join(', ')} ${waitingFor(world, run)}.`);
    if (next !== run.status) enter(world, run, next);
  }
}

function decideAsPerson(world: World, run: Run, decision: RunDecision, by: string): void {
  const refusal = refuseDecision(world, run, decision);
  if (refusal !== undefined) throw new Error(refusal);
  decideNow(world, run, decision, world.people.named(by));
}

function deleteRun(world: World, run: Run): void {
  const workspace = workspaceOf(world, run);
  run.stopWaiting?.();
  run.queued?.forget();
  world.runs.delete(run.id);
  if (workspace.currentRunId === run.id) workspace.currentRunId = undefined;
  settleQueue(world, workspace);
  world.changed();
}

function lock(world: World, name: string, { by, reason, kind }: Parameters<Controls['lock']>[1]): void {
  const workspace = workspaceNamed(world, name);
  const holder = workspace.lock?.by.name ?? lockingRun(world, workspace)?.id;
  if (holder !== undefined) throw new Error(`${name} is locked already, by ${holder}.`);
  workspace.lock = { by: world.people.named(by, kind), reason: reason ?? null };
  world.changed();
}

function unlock(world: World, name: string): void {
  const workspace = workspaceNamed(world, name);
  workspace.lock = undefined;
  settleQueue(world, workspace);
  world.changed();
}

function setOutcome(world: World, name: string, address: string, outcome: ActionOutcome): void {
  const all = workspaceNamed(world, name).configurations.flatMap(({ actions }) => actions);
  const found = all.filter((action) => fullAddress(action) === address);
  if (found.length === 0) throw new Error(`${name} declares no action ${address}.`);
  for (const action of found) action.outcome = outcome;
}

export function createControls(world: World): Controls {
  const workspace = (name: string) => workspaceNamed(world, name);
  const run = (id: string) => runWithId(world, id);
  return {
    addWorkspace: (options) => addWorkspace(world, options).id,
    changeWorkspace: (name, settings) => {
      const found = workspace(name);
      found.settings = { ...found.settings, ...settings };
      world.changed();
    },
    uploadConfiguration: (name, actions) => uploadConfiguration(world, workspace(name), actions).id,
    setOutcome: (name, address, outcome) => setOutcome(world, name, address, outcome),
    lock: (name, options) => lock(world, name, options),
    unlock: (name) => unlock(world, name),
    startOtherRun: (name, options) => startRunOfPerson(world, workspace(name), options).id,
    runs: (name) => runsOf(world, workspace(name)),
    run: (id) => viewOf(world, run(id)),
    snapshot: (name) => snapshotOf(world, workspace(name)),
    advance: (id) => advance(world, run(id)),
    advanceTo: (id, status) => advanceTo(world, run(id), status),
    confirm: (id, by) => decideAsPerson(world, run(id), 'apply', by),
    discard: (id, by) => decideAsPerson(world, run(id), 'discard', by),
    cancel: (id, by) => decideAsPerson(world, run(id), 'cancel', by),
    sayProgress: (id, said) => sayProgress(world, run(id), workspaceOf(world, run(id)), said),
    forceCancel: (id, by) => decideAsPerson(world, run(id), 'force-cancel', by),
    override: (id) => overrideNow(world, run(id)),
    deleteRun: (id) => deleteRun(world, run(id)),
    setStatus: (id, status, flags = {}) => {
      run(id).flags = flags;
      enter(world, run(id), status);
    },
    setBusy: (busy) => {
      world.busy = busy;
    },
  };
}
