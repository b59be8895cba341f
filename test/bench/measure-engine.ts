import { countApprovals, isApproved } from '../../src/domain/approval.ts';
import { eventOf, outcomeOfVerdict } from '../../src/domain/describe-verdict.ts';
import { digestOf } from '../../src/domain/digest.ts';
import { findEntry } from '../../src/domain/entry.ts';
import { isSettled, type RequestEvent, stateAfter } from '../../src/domain/lifecycle.ts';
import { nextStep } from '../../src/domain/next-step.ts';
import type { UserGroups } from '../../src/domain/person.ts';
import { findDifference, findExcess } from '../../src/domain/planned-run.ts';
import type { ActionRequest, Decision } from '../../src/domain/request.ts';
import type { Run } from '../../src/domain/run.ts';
import { readable } from '../../src/domain/said.ts';
import { endedAs } from '../../src/domain/say-outcome.ts';
import { verdictOfInvocations } from '../../src/domain/verdict.ts';
import type { RequestChange } from '../../src/flows/ports/request-store.ts';
import { renderRequest } from '../../src/slack/views/request-message.ts';
import { parseRun } from '../../src/terraform/documents/run-document.ts';
import { allowlistText, entryOf, newRequest, readAllowlist } from './bench-team.ts';
import { applyDocument, planDocument, runDocument } from './fake-documents.ts';
import { ADDRESS, createFakeWorld } from './fake-runs.ts';
import { changeRequest } from './memory-record.ts';
import { START } from './moved-clock.ts';
import type { Table } from './table.ts';

const GOAL = 20_000;
const APPROVERS = ['U0BEN00001', 'U0CEM00001'] as const;
/** CPU time (milliseconds). */
const WARM_UP = 1_000;
const MEASURED = 5_000;

const approving = { approval: { required: [{ from: 'sre', count: 2 }] }, people: { sre: 'S0SRE00001' } };
const allowlist = readAllowlist(
  allowlistText({
    people: approving.people,
    environments: { prod: { workspace: 'bench-000000', approval: approving.approval } },
  }),
);
const entry = entryOf(allowlist);
const groups: UserGroups = { readAt: new Date(START), members: new Map([['S0SRE00001', new Set<string>(APPROVERS)]]) };

/** A run in each status of its life, parsed by the shipped reader. */
function readings(token: string): readonly Run[] {
  const world = createFakeWorld(() => START, 1);
  const [workspace] = world.workspaces;
  if (workspace === undefined) throw new Error('The world of the bench is empty.');
  const life = { pending: 1_000, planQueued: 1_000, planning: 1_000, applyQueued: 1_000, applying: 1_000 };
  const run = world.start(workspace, { message: `Asked by Ana ${token} `, address: ADDRESS, life });
  run.confirmedAt = START + 4_000;
  const moments = [0, 1_500, 2_500, 3_500, 4_500, 5_500, 6_500].map((after) => START + after);
  return moments.map((now) => {
    const parsed = parseRun({
      data: runDocument(run, now),
      included: [planDocument(run, now), applyDocument(run, now)],
    });
    if (parsed === undefined) throw new Error('The run of the bench could not be read.');
    return parsed;
  });
}

interface Life {
  readonly request: ActionRequest;
  readonly moves: number;
}

type OnState = (request: ActionRequest) => void;

/**
 * A request's life from the private confirmation to the verdict, with the checks that each flow makes. Throws if a
 * check refuses.
 */
function live(first: ActionRequest, runs: readonly Run[], onState: OnState): Life {
  let request = first;
  let moves = 0;
  const at = new Date(START);
  const move = (event: RequestEvent, change: RequestChange = {}, decision?: Decision): void => {
    const state = stateAfter(request.state, event);
    if (state === undefined) throw new Error(`${request.state} cannot ${event}`);
    const audit = { kind: `bench.${event}`, request: request.id, actor: 'bot', facts: { state } } as const;
    request = changeRequest(request, { event, change, audit, ...(decision && { decision }) }, state);
    moves += 1;
    onState(request);
  };
  hold(request);
  move('run_it_with_approvals', { startedAt: at, deadline: at });
  for (const person of APPROVERS) {
    hold(request);
    const decision: Decision = { kind: 'approve', person, at, countedThrough: 'S0SRE00001', allowlist: allowlist.hash };
    const progress = countApprovals(
      entry,
      [...request.decisions, decision].map((one) => one.person),
      groups,
    );
    move(isApproved(progress) ? 'approve_last' : 'approve', { progress }, decision);
  }
  hold(request);
  move('create', { creatingSince: at });
  for (const [index, run] of runs.entries()) {
    move(index === 0 ? 'run_known' : 'note', { runId: run.id, run, runReadAt: at });
    if (nextStep(request, run) === 'hold_and_confirm') {
      hold(request);
      if (
        findDifference(request, run) !== undefined ||
        findExcess(request, readable(run.plan?.actionInvocations) ?? 0)
      ) {
        throw new Error('The planned run of the bench is not the one that was approved.');
      }
      move('note', { confirmedAt: at, confirmedBy: 'bot', deadline: null });
    }
  }
  const last = runs.at(-1);
  const verdict = verdictOfInvocations(['successful'], { planned: 1, applied: true });
  if (last === undefined || verdict === undefined) throw new Error('The run of the bench did not end.');
  move(eventOf(verdict), { ...endedAs(outcomeOfVerdict(verdict, last, request)), verdict, settledAt: at });
  return { request, moves };
}

/** The check of every decision: the entry is still listed, and the request is unchanged. */
function hold({ asked, digest }: ActionRequest): void {
  const now = findEntry(allowlist, asked.entry.action, asked.entry.environment);
  if (now === undefined || digestOf({ ...asked, entry: now }) !== digest) throw new Error('The entry was changed.');
}

/** How many of these one core does per second. */
function rateOf(work: () => number): number {
  const until = (milliseconds: number): number => {
    let done = 0;
    const began = process.cpuUsage();
    for (;;) {
      for (let index = 0; index < 50; index += 1) done += work();
      const { user, system } = process.cpuUsage(began);
      const used = (user + system) / 1_000;
      if (used >= milliseconds) return (done / used) * 1_000;
    }
  };
  until(WARM_UP);
  return until(MEASURED);
}

export function measureEngine(): Table {
  const token = '0123456789abcdef0123456789abcdef';
  const workspace = { id: 'ws-000000', name: 'bench-000000', number: 0 };
  const first = newRequest(entry, workspace, { id: token, token, state: 'unconfirmed', askedAt: new Date(START) });
  const runs = readings(token);
  const states: ActionRequest[] = [];
  const life = live(first, runs, (request) => void states.push(request));
  if (!isSettled(life.request.state)) throw new Error(`The life of the bench ended ${life.request.state}.`);
  const moves = rateOf(() => live(first, runs, () => undefined).moves);
  const rendered = rateOf(() => {
    const drawn = states.map((state) => renderRequest(state, { address: 'https://app.terraform.io' }));
    return drawn.length;
  });
  const both = 1 / (1 / moves + 1 / rendered);
  return {
    bench: 'f',
    title: 'The pure engine, on one core',
    columns: ['a second'],
    rows: [
      { what: `moves of whole lives (${life.moves} each), with every check`, cells: [{ value: moves, atLeast: GOAL }] },
      {
        what: `request messages drawn (the ${states.length} states of a life)`,
        cells: [{ value: rendered }],
      },
      { what: 'moves, each drawn', cells: [{ value: both }] },
    ],
    notes: ['Counted by processor time, so what else the machine does matters little.'],
  };
}
