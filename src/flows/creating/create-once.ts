import { variablesOf } from '../../domain/parameters.ts';
import type { ActionRequest } from '../../domain/request.ts';
import type { Run } from '../../domain/run.ts';
import { writeRunMessage } from '../../domain/run-message.ts';
import type { WorkspaceFacts } from '../../domain/workspace-fault.ts';
import {
  ATTEMPTS,
  CARRIED_OUT_WITHIN,
  type LastCheck,
  lastCheck,
  NeverFresh,
  OlderAllowlist,
} from '../guarding/last-check.ts';
import { moveUntilTaken, propose } from '../guarding/move-until-taken.ts';
import { pinAllowlist } from '../guarding/pin-allowlist.ts';
import type { Rechecked, RunDeps } from '../guarding/recheck-request.ts';
import type { Creation, RunToCreate } from '../ports/hcp-terraform.ts';
import type { Move } from '../ports/request-store.ts';
import { tellOwn } from './keep-run.ts';

export interface CreateDeps extends RunDeps {
  readonly randomHex: () => string;
}

/** A request whose run can be created, as of its last check. */
export interface Creatable {
  readonly request: ActionRequest;
  readonly checked: Rechecked;
}

/** The response to a call that was sent and created no known run. */
export type NotCreated = Exclude<Creation, { kind: 'created' | 'not_sent' | 'no_turn' }>;

/** What differs between creating the approved run and its preview. */
export interface RunCourse {
  /** Schedules another attempt. */
  readonly work: 'create_run' | 'create_preview';
  /** Checks everything. `undefined` if no run is to be created; the reason is then recorded. */
  readonly recheck: (deps: CreateDeps, requestId: string) => Promise<Creatable | undefined>;
  /** Whether a freeze prevents creating. */
  readonly freezes: (checked: Rechecked) => 'stop' | 'pass';
  readonly tokenOf: (request: ActionRequest) => string | undefined;
  /** `undefined` for a run that is to be applied. */
  readonly planOnly: (request: ActionRequest) => 'preview' | 'rehearsal' | undefined;
  readonly begin: (creatable: Creatable, token: string, now: Date) => Move;
  readonly isCreating: (request: ActionRequest) => boolean;
  readonly keep: (deps: CreateDeps, requestId: string, run: Run) => Promise<void>;
  /** `facts`: what the workspace said just before the call. */
  readonly moveOn: (request: ActionRequest, creation: NotCreated, now: Date, facts: WorkspaceFacts) => Move;
}

/**
 * Creates a run at most once.
 * 1. Check everything, then wait for a slot in the rate limit.
 * 2. Store the intent and a random token, in a transaction that checks once more what may have changed.
 * 3. Send `POST /runs` at once and exactly once. No layer retries it.
 * 4. If the outcome is unknown (timeout, 5xx, crash), search for the token instead of sending again.
 * If the checks are too old when the slot is free, they are repeated. The token is reused only after a response that
 * proves no run was created (429, 409).
 */
export async function createOnce(deps: CreateDeps, requestId: string, course: RunCourse): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const creatable = await course.recheck(pinAllowlist(deps), requestId);
    if (creatable === undefined) return;
    const { request, checked } = creatable;
    const check = lastCheck(deps, checked, { freezes: course.freezes(checked), deadline: request.deadline });
    const token = course.tokenOf(request) ?? deps.randomHex();
    const decide = (): Promise<RunToCreate | undefined> => beginCreating(deps, creatable, token, course, check);
    const creation = tellOwn(await deps.terraform.createRun(request.asked.entry, decide), token);
    if (creation.kind === 'no_turn') {
      const at = new Date(deps.clock.now() + creation.afterMilliseconds);
      return deps.requests.enqueue(request, { work: course.work, at });
    }
    if (creation.kind !== 'not_sent') return takeOutcome(deps, creatable, course, creation);
    if (check.hindrance() === 'older_allowlist') throw new OlderAllowlist(checked.allowlist, check.newest());
  }
  throw new NeverFresh(`Request ${requestId}`);
}

/** The last step before the call: from here on a run may exist. */
async function beginCreating(
  deps: CreateDeps,
  creatable: Creatable,
  token: string,
  course: RunCourse,
  check: LastCheck,
): Promise<RunToCreate | undefined> {
  const { request, checked } = creatable;
  const began = deps.clock.now();
  const begin = course.begin(creatable, token, new Date(began));
  const creating = await deps.requests.move(request, { ...begin, lastCheck: check.passes });
  if (creating === undefined) return undefined;
  // This process may have stalled after the commit, together with its clock. Another one may have taken it for dead
  // and searched for the run, so the call is sent only if the request has not changed since.
  const stored = await deps.requests.find(request.id);
  const isInTime = deps.clock.now() - began <= CARRIED_OUT_WITHIN;
  if (isInTime && stored?.version === creating.version)
    return runToCreate(creating, token, checked, course.planOnly(creating));
  await takeOutcome(deps, creatable, course, TOO_LATE);
  return undefined;
}

const TOO_LATE = { kind: 'later', why: 'decided_late', afterMilliseconds: 0, said: '' } as const;

async function takeOutcome(
  deps: CreateDeps,
  { request: { id: requestId }, checked: { facts } }: Creatable,
  course: RunCourse,
  creation: NotCreated | Extract<Creation, { kind: 'created' }>,
): Promise<void> {
  if (creation.kind === 'created') return course.keep(deps, requestId, creation.run);
  await moveUntilTaken<void>(deps.requests, requestId, (request) => {
    if (request === undefined || !course.isCreating(request)) return undefined;
    return propose(course.moveOn(request, creation, new Date(deps.clock.now()), facts));
  });
}

function runToCreate(
  request: ActionRequest,
  token: string,
  checked: Rechecked,
  planOnly: ReturnType<RunCourse['planOnly']>,
): RunToCreate {
  const { asked } = request;
  return {
    workspaceId: asked.workspaceId,
    configurationVersionId: asked.configurationVersionId,
    address: asked.entry.address,
    message: writeRunMessage(request, token, checked.names, planOnly),
    variables: variablesOf(asked.entry.parameters, asked.parameters),
    planOnly: planOnly !== undefined,
  };
}
