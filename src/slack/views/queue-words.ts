import { isOffered } from '../../domain/buttons.ts';
import { type ActionRequest, type Blocked, runUrl } from '../../domain/request.ts';
import { queueOf, type RunQueue } from '../../domain/run-queue.ts';
import type { SituationOf } from '../../domain/situation.ts';
import { escapeText, linkTo, mentionPerson, sayWhen } from './mrkdwn.ts';

/** What a run is blocked by or queued for, and what to do about it. */
export function sayBlocked(request: ActionRequest, now: SituationOf<'blocked' | 'queued'>, address: string): string {
  const said = now.kind === 'queued' ? sayQueued(request, now) : SAID[now.by](request, now.blocked, address);
  const limit =
    now.until === undefined
      ? ''
      : ` The request expires at ${sayWhen(now.until, 'day_and_time')}.${sayMoreTime(request)}`;
  return `${said}${limit}`;
}

type Saying = (request: ActionRequest, blocked: Blocked, address: string) => string;

const SAID: Readonly<Record<SituationOf<'blocked'>['by'], Saying>> = {
  run: sayRunInFront,
  lock: (_, blocked) => {
    const reason = blocked.what === '' ? '' : `: ${escapeText(blocked.what)}`;
    return `*Waiting*: the workspace is locked${sayBy(blocked)}${saySince(blocked)}${reason}. It continues once the workspace is unlocked.`;
  },
  conflict: (_, blocked) =>
    `*Waiting*: HCP Terraform says the workspace is busy${saySince(blocked)} (${escapeText(blocked.what)}). The bot keeps trying.`,
};

const saySince = ({ since }: Blocked): string =>
  since === undefined ? '' : ` since ${sayWhen(since, 'day_and_time')}`;
const sayBy = ({ who }: Blocked): string => (who === undefined ? '' : ` by ${escapeText(who)}`);

/** Points to the button More time. Empty if it is not shown. */
export const sayMoreTime = (request: ActionRequest): string =>
  isOffered('wait', request) ? ' *More time* restarts the clock.' : '';

const NEEDS = {
  confirmation: {
    waits: 'which waits to be confirmed',
    todo: 'Somebody has to confirm or discard it first, in HCP Terraform',
  },
  decision: {
    waits: 'which waits for a decision about a policy or a run task',
    todo: 'Somebody has to decide or discard it first, in HCP Terraform',
  },
} as const satisfies Record<NonNullable<Blocked['needs']>, object>;

function sayRunInFront(request: ActionRequest, blocked: Blocked, address: string): string {
  const { run: runId, what, needs, request: permalink } = blocked;
  const url = runId === undefined ? undefined : runUrl(address, { ...request, runId });
  if (needs === undefined || url === undefined || runId === undefined)
    return `*Waiting* for ${escapeText(what)}${sayBy(blocked)}${saySince(blocked)}. It continues after that.`;
  const { waits, todo } = NEEDS[needs];
  const there = permalink === undefined ? '' : `, or with the buttons of ${linkTo(permalink, 'its request')}`;
  return `*Blocked* by run ${linkTo(url, runId)}${sayBy(blocked)}, ${waits}${saySince(blocked)}. ${todo}${there}.`;
}

interface QueueWords {
  readonly waits: string;
  readonly todo: string;
}

const WORKERS: Readonly<Record<string, QueueWords>> = {
  agent: {
    waits: "no agent of the workspace's pool has taken the run",
    todo: 'Check in HCP Terraform that an agent of the pool is running and free.',
  },
  remote: {
    waits: 'HCP Terraform has no free worker for the run',
    todo: 'It continues once another run of the organization has ended.',
  },
};
const ANY_WORKER: QueueWords = {
  waits: 'no agent or worker has taken the run',
  todo: "Check in HCP Terraform that the workspace's agents are running, or wait until other runs have ended.",
};

const QUEUES: Readonly<Record<RunQueue, (request: ActionRequest) => QueueWords>> = {
  workspace: () => ({ waits: 'HCP Terraform has not started the run', todo: 'Check it in HCP Terraform.' }),
  configuration: () => ({
    waits: 'HCP Terraform is still fetching the configuration',
    todo: "If this takes long, check the workspace's connection to version control.",
  }),
  run_task: () => ({
    waits: 'a run task of the workspace has not ended',
    todo: 'If this takes long, check the run in HCP Terraform.',
  }),
  worker_to_plan: workerOf,
  worker_to_apply: workerOf,
};

function workerOf({ executionMode }: ActionRequest): QueueWords {
  const mode = executionMode ?? '';
  return Object.hasOwn(WORKERS, mode) ? (WORKERS[mode] ?? ANY_WORKER) : ANY_WORKER;
}

/** What a run in this status waits for, as a clause. `undefined` if it is not queued. */
export function sayQueue(request: ActionRequest, status: string): string | undefined {
  const queue = queueOf(status);
  return queue === undefined ? undefined : QUEUES[queue](request).waits;
}

function sayQueued(request: ActionRequest, { blocked, confirmedBy }: SituationOf<'queued'>): string {
  const { waits, todo } = QUEUES[queueOf(blocked.what) ?? 'workspace'](request);
  const head = confirmedBy === undefined ? '*Waiting*' : `${sayConfirmed(confirmedBy)}. *Waiting to be applied*`;
  return `${head}: ${waits}${saySince(blocked)}. ${todo}`;
}

/** Who confirmed the run, without its full stop. */
export function sayConfirmed(by: string): string {
  if (by === 'hcp_terraform') return 'Confirmed in HCP Terraform';
  return by === 'bot' ? 'Confirmed' : `Confirmed by ${mentionPerson(by)}`;
}
