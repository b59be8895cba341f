import { variablesOf } from '../domain/parameters.ts';
import type { ActionRequest } from '../domain/request.ts';
import type { Run } from '../domain/run.ts';
import { writeRunMessage } from '../domain/run-message.ts';
import type { Clock } from './clock.ts';
import type { Creation } from './hcp-terraform.ts';
import type { Held, HoldDeps } from './hold-request.ts';
import { tellOwn } from './keep-run.ts';
import type { Move, RequestRecord } from './request-record.ts';

export interface CreateDeps extends HoldDeps {
  readonly record: RequestRecord;
  readonly clock: Clock;
  readonly randomHex: () => string;
}

/** What is on the record at each turn of creating a run: of the approved run, or of the preview before it. */
export interface RunCourse {
  /** Has it tried again. */
  readonly work: 'create_run' | 'create_preview';
  readonly tokenOf: (request: ActionRequest) => string | undefined;
  /** `undefined` for a run that is to be applied. */
  readonly planOnly: (request: ActionRequest) => 'preview' | 'rehearsal' | undefined;
  readonly begin: (request: ActionRequest, token: string, now: Date) => Move;
  readonly isCreating: (request: ActionRequest) => boolean;
  readonly keep: (deps: CreateDeps, requestId: string, run: Run) => Promise<void>;
  readonly moveOn: (request: ActionRequest, creation: Exclude<Creation, { kind: 'created' }>, now: Date) => Move;
}

/**
 * The intention is on the record before the call; the call is made once; and an answer that tells nothing leaves the run
 * to be looked for by its token, which is kept over every try that certainly made no run.
 */
export async function createOnce(
  deps: CreateDeps,
  request: ActionRequest,
  held: Held,
  course: RunCourse,
): Promise<void> {
  const token = course.tokenOf(request) ?? deps.randomHex();
  const creating = await deps.record.move(request, course.begin(request, token, new Date(deps.clock.now())));
  // Somebody else moved the request in that instant, maybe without any bearing on this.
  if (creating === undefined) {
    return deps.record.enqueue(request, { work: course.work, at: new Date(deps.clock.now()) });
  }
  const answered = await deps.terraform.createRun(runToCreate(creating, token, held, course.planOnly(creating)));
  const creation = tellOwn(answered, token);
  if (creation.kind === 'created') return course.keep(deps, creating.id, creation.run);
  for (;;) {
    const now = await deps.record.find(creating.id);
    if (now === undefined || !course.isCreating(now)) return;
    const move = course.moveOn(now, creation, new Date(deps.clock.now()));
    if ((await deps.record.move(now, move)) !== undefined) return;
  }
}

function runToCreate(request: ActionRequest, token: string, held: Held, planOnly: ReturnType<RunCourse['planOnly']>) {
  const { frozen } = request;
  return {
    connection: frozen.entry.connection,
    workspaceId: frozen.workspaceId,
    configurationVersionId: frozen.configurationVersionId,
    address: frozen.entry.address,
    message: writeRunMessage(request, token, held.names, planOnly),
    variables: variablesOf(frozen.entry.parameters, frozen.parameters),
    planOnly: planOnly !== undefined,
  };
}
