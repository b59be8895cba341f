import { Refusal } from '../../../src/domain/refusal.ts';
import type { ActionRequest } from '../../../src/domain/request.ts';
import { askRequest } from '../../../src/flows/asking/ask-request.ts';
import { runIt } from '../../../src/flows/asking/run-it.ts';
import { approveRequest } from '../../../src/flows/deciding/approve-request.ts';
import { breakGlass } from '../../../src/flows/deciding/break-glass.ts';
import { denyRequest } from '../../../src/flows/deciding/deny-request.ts';
import { freezeEnvironment, unfreezeEnvironment } from '../../../src/flows/deciding/freeze-environment.ts';
import { pressRunButton } from '../../../src/flows/deciding/press-run-button.ts';
import { waitLonger } from '../../../src/flows/deciding/wait-longer.ts';
import { withdrawRequest } from '../../../src/flows/deciding/withdraw-request.ts';
import { followRun } from '../../../src/flows/following/follow-run.ts';
import { CouldNotFindOut } from '../../../src/flows/guarding/could-not-find-out.ts';
import { isJoining, type Joining } from '../../../src/flows/guarding/join-request.ts';
import { performWork } from '../../../src/flows/perform-work.ts';
import type { Clock } from '../../../src/flows/ports/clock.ts';
import { Unreachable } from '../../../src/flows/ports/hcp-terraform.ts';
import { type Acme, foundAcme, readAllowlist, teamOf, type Written } from './acme.ts';
import { keepFreezesInMemory } from './memory-freezes.ts';
import { keepInMemory } from './memory-record.ts';
import { type MemoryTerraform, startMemoryTerraform } from './memory-terraform.ts';
import { foundOracle, type Oracle } from './oracle.ts';

export type Button =
  | 'run_it'
  | 'approve'
  | 'deny'
  | 'withdraw'
  | 'wait'
  | 'confirm'
  | 'discard'
  | 'cancel'
  | 'break_glass';

/** A history from its start: what people do, changes of the allowlist and the team, and time. */
export interface History {
  readonly acme: Acme;
  readonly terraform: MemoryTerraform;
  readonly oracle: Oracle;
  asks(person: string): Promise<void>;
  /** Clicks on the request that was asked `ago` requests earlier, at the same time as the others in the list. */
  press(presses: readonly { readonly person: string; readonly button: Button; readonly ago: number }[]): Promise<void>;
  /** Freezes from chat for this long (milliseconds). */
  freezes(person: string, lasts: number): Promise<void>;
  unfreezes(person: string): Promise<void>;
  /** Passes time, does due work and polls every run. */
  passes(milliseconds: number): Promise<void>;
}

export function beginHistory(written: Written): History {
  const acme = foundAcme(written);
  const oracle = foundOracle(acme);
  const freezes = keepFreezesInMemory(async (environment) => {
    const waiting = await kept.inStates(['awaiting_approval', 'approved']);
    const due = { work: 'hold_frozen', at: new Date(acme.now) } as const;
    for (const request of waiting.filter(({ asked: { entry } }) => entry.environment === environment))
      await kept.enqueue(request, due);
  });
  const kept = keepInMemory(freezes, () => new Date(acme.now));
  let drawn = 0;
  const timer = (): never => {
    throw new Error('No flow of these waits by itself.');
  };
  const clock: Clock = {
    now: () => acme.now,
    ...{ setTimeout: timer, clearTimeout: timer, setInterval: timer, clearInterval: timer },
  };
  const requestWith = (token: string) => [...kept.requests.values()].find((one) => one.token === token);
  const terraform = startMemoryTerraform(acme, oracle, requestWith);
  const deps = {
    ...{ requests: kept, clock, terraform, team: teamOf(acme), revision: undefined, freezes },
    allowlist: readAllowlist(acme),
    randomHex: () => {
      drawn += 1;
      return drawn.toString(16).padStart(32, '0');
    },
  };
  const asked: string[] = [];
  const pressOne = async (person: string, button: Button, requestId: string): Promise<void> => {
    const unconfirmed = kept.requests.get(requestId)?.state === 'unconfirmed';
    const stands = button === 'run_it' || (button === 'break_glass' && unconfirmed) ? 'in_confirmation' : 'in_message';
    const messageTs = stands === 'in_confirmation' ? undefined : '1.0';
    const press = { requestId, person, team: 'T1', channel: 'C1', messageTs };
    const answer = await VERBS[button](deps, press);
    if (answer instanceof Refusal || isJoining(answer)) return;
    if (button === 'wait') return;
    if (button === 'deny' || button === 'withdraw' || button === 'discard' || button === 'cancel') {
      return oracle.ended(requestId);
    }
    oracle.accepted(button, requestId, person);
  };
  return {
    acme,
    terraform,
    oracle,
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
    async freezes(person, lasts) {
      const frozen = await freezeEnvironment(deps, { person, environment: 'prod', lasts, reason: 'why' });
      if (!(frozen instanceof Refusal)) oracle.froze(person, lasts);
    },
    async unfreezes(person) {
      const lifted = await unfreezeEnvironment(deps, { person, environment: 'prod' });
      if (!(lifted instanceof Refusal)) oracle.unfroze(person);
    },
    async passes(milliseconds) {
      acme.now += milliseconds;
      for (let job = kept.takeDue(acme.now); job !== undefined; job = kept.takeDue(acme.now)) {
        const tried = job;
        await unlessAway(performWork(deps, job), () => kept.enqueueAgain(tried, acme.now + TRIED_AGAIN_AFTER));
      }
      for (const { id, state } of [...kept.requests.values()]) {
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
  break_glass: (deps, press) => breakGlass(deps, press, 'why'),
  wait: waitLonger,
  confirm: (deps, press) => pressRunButton(deps, 'confirm', press),
  discard: (deps, press) => pressRunButton(deps, 'discard', press),
  cancel: (deps, press) => pressRunButton(deps, 'cancel', press),
};

/** If a service is unreachable nothing has happened, and the work is retried later. */
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
