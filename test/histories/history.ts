import { Refusal } from '../../src/domain/refusal.ts';
import type { ActionRequest } from '../../src/domain/request.ts';
import { approveRequest } from '../../src/flows/approve-request.ts';
import { askRequest } from '../../src/flows/ask-request.ts';
import type { Clock } from '../../src/flows/clock.ts';
import { CouldNotFindOut } from '../../src/flows/could-not-find-out.ts';
import { denyRequest } from '../../src/flows/deny-request.ts';
import { followRun } from '../../src/flows/follow-run.ts';
import type { FreezeBook } from '../../src/flows/freeze-book.ts';
import { Unreachable } from '../../src/flows/hcp-terraform.ts';
import { isJoining, type Joining } from '../../src/flows/join-request.ts';
import { performWork } from '../../src/flows/perform-work.ts';
import { pressRunButton } from '../../src/flows/press-run-button.ts';
import { runIt } from '../../src/flows/run-it.ts';
import { waitLonger } from '../../src/flows/wait-longer.ts';
import { withdrawRequest } from '../../src/flows/withdraw-request.ts';
import { type Acme, allowlistOf, foundAcme, teamOf, type Written } from './acme.ts';
import { keepInMemory } from './memory-record.ts';
import { type MemoryTerraform, startMemoryTerraform } from './memory-terraform.ts';
import { foundOracle } from './oracle.ts';

const NO_FREEZES: FreezeBook = { current: async () => [], add: async () => undefined, lift: async () => 0 };

export type Button = 'run_it' | 'approve' | 'deny' | 'withdraw' | 'wait' | 'confirm' | 'discard' | 'cancel';

/** One history from its beginning: what people do, what becomes of the allowlist and the team, and time. */
export interface History {
  readonly acme: Acme;
  readonly terraform: MemoryTerraform;
  asks(person: string): Promise<void>;
  /** Presses it on the request that was asked so many asks ago, in the same instant as the others of the list. */
  press(presses: readonly { readonly person: string; readonly button: Button; readonly ago: number }[]): Promise<void>;
  /** Time passes; what is due is done, and every run is read. */
  passes(milliseconds: number): Promise<void>;
}

export function beginHistory(written: Written): History {
  const acme = foundAcme(written);
  const oracle = foundOracle(acme);
  const record = keepInMemory();
  let now = 1_800_000_000_000;
  let drawn = 0;
  const timer = (): never => {
    throw new Error('No flow of these waits by itself.');
  };
  const clock: Clock = {
    now: () => now,
    ...{ setTimeout: timer, clearTimeout: timer, setInterval: timer, clearInterval: timer },
  };
  const requestWith = (token: string) => [...record.requests.values()].find((one) => one.token === token);
  const terraform = startMemoryTerraform(acme, oracle, requestWith);
  const deps = {
    ...{ record, clock, terraform, team: teamOf(acme), revision: undefined, freezes: NO_FREEZES },
    allowlist: () => allowlistOf(acme),
    randomHex: () => {
      drawn += 1;
      return drawn.toString(16).padStart(32, '0');
    },
  };
  const asked: string[] = [];
  const pressOne = async (person: string, button: Button, requestId: string): Promise<void> => {
    const messageTs = button === 'run_it' ? undefined : '1.0';
    const press = { requestId, person, team: 'T1', channel: 'C1', messageTs };
    const answer = await VERBS[button](deps, press);
    if (answer instanceof Refusal || isJoining(answer)) return;
    if (button === 'approve' || button === 'confirm') oracle.accepted(button, requestId, person);
    else if (button !== 'run_it' && button !== 'wait') oracle.ended(requestId);
  };
  return {
    acme,
    terraform,
    async asks(person) {
      const ask = { ...{ team: 'T1', channel: 'C1', person }, action: 'cleanup', environment: 'prod' };
      const answer = await unlessAway(askRequest(deps, { ...ask, parameters: new Map() }));
      if (answer === undefined || answer instanceof Refusal || isJoining(answer)) return;
      oracle.asked(answer.id, person);
      asked.push(answer.id);
    },
    async press(presses) {
      await Promise.all(
        presses.map(({ person, button, ago }) => {
          const id = asked.at(-1 - (ago % Math.max(1, asked.length)));
          return id === undefined ? undefined : unlessAway(pressOne(person, button, id));
        }),
      );
    },
    async passes(milliseconds) {
      now += milliseconds;
      for (let job = record.takeDue(now); job !== undefined; job = record.takeDue(now)) {
        const tried = job;
        await unlessAway(performWork(deps, job), () => record.enqueueAgain(tried, now + TRIED_AGAIN_AFTER));
      }
      for (const { id, state } of [...record.requests.values()]) {
        if (state === 'running') await unlessAway(followRun(deps, id));
      }
    },
  };
}

type Deps = Parameters<typeof runIt>[0] & Parameters<typeof pressRunButton>[0];
type Press = Parameters<typeof runIt>[1];

const VERBS: Readonly<Record<Button, (deps: Deps, press: Press) => Promise<ActionRequest | Refusal | Joining>>> = {
  run_it: runIt,
  approve: approveRequest,
  deny: (deps, press) => denyRequest(deps, press, undefined),
  withdraw: withdrawRequest,
  wait: waitLonger,
  confirm: (deps, press) => pressRunButton(deps, 'confirm', press),
  discard: (deps, press) => pressRunButton(deps, 'discard', press),
  cancel: (deps, press) => pressRunButton(deps, 'cancel', press),
};

/** Where a service is away the answer is no, and nothing has happened; what it would have done is tried again later. */
async function unlessAway<Value>(
  work: Promise<Value>,
  tryAgain: () => void = () => undefined,
): Promise<Value | undefined> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Unreachable || error instanceof CouldNotFindOut)) throw error;
    tryAgain();
    return undefined;
  }
}

const TRIED_AGAIN_AFTER = 15_000;
