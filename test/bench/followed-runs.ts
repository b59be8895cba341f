import type { ActionRequest } from '../../src/domain/request.ts';
import { keepRun } from '../../src/flows/creating/keep-run.ts';
import type { FollowDeps } from '../../src/flows/following/follow-run.ts';
import { watchRuns } from '../../src/flows/following/watch-runs.ts';
import { performWork } from '../../src/flows/perform-work.ts';
import { connectHcpTerraform } from '../../src/terraform/client.ts';
import { answerAxios } from './answer-axios.ts';
import { allowlistText, entryOf, newRequest, noFreezes, openTeam, readAllowlist } from './bench-team.ts';
import { createFakeWorld, type FakeRun, type FakeWorkspace } from './fake-runs.ts';
import { createFakeTerraform, type FakeTerraform } from './fake-terraform.ts';
import { createMemoryRecord, type MemoryRecord } from './memory-record.ts';
import { type MovedClock, startMovedClock } from './moved-clock.ts';
import { seededHex, seededRandom } from './numbers.ts';
import { drawLife } from './run-model.ts';
import { runsUnderWay } from './runs-under-way.ts';

export interface FollowedRuns {
  readonly clock: MovedClock;
  readonly fake: FakeTerraform;
  readonly requests: MemoryRecord;
  /** The checks just before confirming, which also poll the run. */
  readonly checks: () => number;
  readonly forgetChecks: () => void;
  readonly forgetErrors: () => void;
  /** The errors of polls and due work. */
  readonly errors: readonly string[];
  readonly stop: () => Promise<void>;
}

export interface Following {
  /** The number of runs at any time, each in its own workspace. When one is over, the next one begins. */
  readonly runs: number;
  readonly seed: number;
  readonly slowed: number;
}

/** The organization's other workspaces, as a share of the bot's and at least this many. */
const IDLE = { share: 0.1, atLeast: 20 } as const;

/** The shipped watcher and client against the bench's HCP Terraform, on a moved clock. */
export function followRuns({ runs, seed, slowed }: Following): FollowedRuns {
  const random = seededRandom(seed);
  const clock = startMovedClock();
  const world = createFakeWorld(clock.now, runs + Math.max(IDLE.atLeast, Math.round(runs * IDLE.share)));
  const fake = createFakeTerraform(world, () => drawLife(random, slowed));
  answerAxios(clock, () => fake);
  const requests = createMemoryRecord(clock);
  let checks = 0;
  const { terraform, log } = connect(clock, random, () => {
    checks += 1;
  });
  const allowlist = readAllowlist(allowlistText());
  const hex = seededHex(random);
  const randomHex = (): string => hex(16);
  const deps: FollowDeps = {
    ...{ team: openTeam, terraform, requests, freezes: noFreezes, clock, randomHex },
    allowlist: () => allowlist,
  };
  const errors = log;
  requests.work(async (job) => {
    await performWork(deps, job).catch((error: unknown) => {
      errors.push(String(error));
      throw error;
    });
  });
  const next = (workspace: FakeWorkspace): void => {
    const request = newRequest(entryOf(allowlist), workspace, {
      ...{ id: randomHex(), token: randomHex(), state: 'creating', askedAt: new Date(clock.now()) },
    });
    void begin(deps, request).catch((error: unknown) => errors.push(String(error)));
  };
  requests.onMove((before, after) => {
    if (before.state !== 'running' || after.state === 'running') return;
    const workspace = world.workspaceNamed(after.asked.workspaceId);
    if (workspace !== undefined) next(workspace);
  });
  for (const { workspace, run, token } of runsUnderWay(world, { runs, slowed, random, away: 0 })) {
    const askedAt = new Date(run.createdAt);
    void adopt(deps, newRequest(entryOf(allowlist), workspace, { id: token, token, state: 'creating', askedAt }), run);
  }
  const ending = new AbortController();
  const watching = watchRuns(
    { ...deps, onError: (error) => void errors.push(String(error)) },
    new Set([undefined]),
    ending.signal,
  );
  return {
    ...{ clock, fake, requests, errors },
    checks: () => checks,
    forgetChecks: () => {
      checks = 0;
    },
    forgetErrors: () => {
      errors.length = 0;
    },
    stop: async () => {
      ending.abort(new Error('The bench is over.'));
      await clock.moveTo(clock.now() + 60_000);
      await watching.catch(() => undefined);
    },
  };
}

function connect(clock: MovedClock, random: () => number, onCheck: () => void) {
  const log: string[] = [];
  const warn = (facts: Readonly<Record<string, unknown>>, message: string): void =>
    void log.push(`${message} ${JSON.stringify(facts)}`);
  const token = { current: () => 'bench-token', reread: () => false };
  const connections = [{ address: 'https://app.terraform.io', token }];
  const quiet = { debug: () => undefined, info: () => undefined, warn };
  const terraform = connectHcpTerraform({ ...{ connections, clock, random }, log: quiet, userAgent: 'tf-action' });
  const readRunToAct: typeof terraform.readRunToAct = (where, runId) => {
    onCheck();
    return terraform.readRunToAct(where, runId);
  };
  return { log, terraform: { ...terraform, readRunToAct } };
}

/** Creates a request's run like the shipped flow: with one call, storing its answer. */
async function begin(deps: FollowDeps, request: ActionRequest): Promise<void> {
  await deps.requests.add(request, { kind: 'bench.asked', request: request.id, actor: 'bot', facts: {} }, []);
  const creation = await deps.terraform.createRun({}, async () => ({
    workspaceId: request.asked.workspaceId,
    configurationVersionId: request.asked.configurationVersionId,
    address: request.asked.entry.address,
    message: `Asked by Ana ${request.token} `,
    variables: [],
  }));
  if (creation.kind === 'created') return keepRun(deps, request.id, creation.run, 'created');
  throw new Error(`The run of the bench was not created: ${JSON.stringify(creation)}`);
}

/** Adds a run from before the bench as the bot would have left it, with its current status. */
async function adopt(deps: FollowDeps, request: ActionRequest, { id, confirmedAt }: FakeRun): Promise<void> {
  const confirmed = confirmedAt === undefined ? undefined : new Date(confirmedAt);
  const sent = confirmed && { confirmedAt: confirmed, confirmedBy: 'bot' as const, confirmSentAt: confirmed };
  await deps.requests.add({ ...request, state: 'running', runId: id, ...sent }, AUDIT, []);
}

const AUDIT = { kind: 'bench.adopted', actor: 'bot', facts: {} } as const;
