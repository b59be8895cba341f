import type { SeenMessage } from '../../src/sandbox/slack/seen-message.ts';
import { CHANNEL } from '../team.ts';
import { type Acme, type Action, GROUP_IDS } from './acme.ts';
import type { Backend } from './backend.ts';
import { heal } from './changes.ts';
import { checkRest, type Request } from './liveness.ts';
import { checkSafety } from './safety.ts';
import { STEPS } from './steps.ts';
import { startWorld, type World } from './world.ts';

/** What somebody really pressed, whatever the bot made of it. */
interface Press {
  readonly at: number;
  readonly person: string;
  readonly label: string;
  readonly requestId: string;
}

/** The part of Acme that decides who has to agree, from this time on. */
interface Rule {
  readonly at: number;
  readonly approvals: number;
  readonly sre: readonly string[];
}

interface Asked {
  readonly person: string;
  readonly action: Action;
  readonly environment: string;
  readonly days: number | undefined;
}

export interface History {
  readonly world: World;
  readonly presses: Press[];
  readonly rules: Rule[];
  readonly asked: Asked[];
  /** How often each kind of fault was injected. */
  readonly injected: Map<string, number>;
  /** States in which each request was ever seen. */
  readonly states: Map<string, Set<string>>;
  /** Runs whose confirmation was judged already. */
  readonly judged: Set<string>;
  /** The channel or a message in it was changed by somebody, so messages may stand elsewhere. */
  isDisturbed: boolean;
  /** A redraw may arrive in Slack after a newer one. */
  mayArriveLate: boolean;
  /** A process died, stood still or lost its database, so a decision may not have been carried out. */
  wasCutOff: boolean;
  requests: readonly Request[];
  asks(person: string, action: Action, environment: string, days: number | undefined): Promise<void>;
  says(person: string, text: string): void;
  press(person: string, label: string, message: SeenMessage, times: number): void;
  submitModals(person: string): void;
  setGroup(group: 'sre', people: readonly string[]): void;
  edit(change: Partial<Acme>): void;
}

/** A step by its name in the table, and the number that decides the rest. */
export type Step = readonly [name: string, number: number];

export interface Told {
  readonly violation: string | undefined;
  readonly steps: number;
  /** Of simulated time (milliseconds). */
  readonly elapsed: number;
  readonly statements: number;
  readonly injected: ReadonlyMap<string, number>;
  readonly ended: Readonly<Record<string, number>>;
  readonly trace: string;
}

/** Runs one history from start to rest, and says what was wrong. */
export async function runHistory(
  backend: Backend,
  { seed, replicas, steps }: { readonly seed: number; readonly replicas: number; readonly steps: readonly Step[] },
): Promise<Told> {
  await backend.empty();
  const world = await startWorld(backend, seed, replicas);
  const history = beginHistory(world);
  let violation: string | undefined;
  let done = 0;
  try {
    for (const [name, number] of steps) {
      await STEPS[name]?.[1](history, number);
      done += 1;
      await checkSafety(history);
    }
    heal(history);
    await checkRest(history);
  } catch (error) {
    violation = error instanceof Violation ? error.message : String(error instanceof Error ? error.stack : error);
  }
  const trace = world.logged.map(({ at, line }) => `${at} ${line.slice(0, 400)}`).join('\n');
  const ended: Record<string, number> = {};
  for (const { state } of history.requests) ended[state] = (ended[state] ?? 0) + 1;
  const told = { violation, steps: done, elapsed: world.time.elapsed, statements: world.database.statements };
  await world.close();
  return { ...told, injected: history.injected, ended, trace };
}

/** A promise was broken. */
export class Violation extends Error {}

function beginHistory(world: World): History {
  const { slack, time, acme } = world;
  const rule = (): Rule => ({ at: time.now(), approvals: acme.approvals, sre: acme.groups.sre });
  const quietly = (acting: () => Promise<unknown>): void => {
    try {
      acting().catch(() => undefined);
    } catch {
      // The person does not see it any more.
    }
  };
  const history: History = {
    ...{ world, presses: [], rules: [rule()], asked: [], injected: new Map(), states: new Map(), judged: new Set() },
    ...{ isDisturbed: false, mayArriveLate: false, wasCutOff: false, requests: [] },
    async asks(person, action, environment, days) {
      if (world.replicas.every(({ isDead, isStopping }) => isDead || isStopping)) world.startAnother();
      history.asked.push({ person, action, environment, days });
      const text = `/tf-action ${action} ${environment}${days === undefined ? '' : ` older_than_days=${days}`}`;
      history.says(person, text);
      await time.passes(250);
      const shown = slack.channels.find(({ id }) => id === CHANNEL)?.isArchived
        ? []
        : slack.sees(person, CHANNEL).filter((one) => slack.buttons(one).some(({ label }) => label === 'Run it'));
      const newest = shown.at(-1);
      if (newest !== undefined) history.press(person, 'Run it', newest, 1);
      await time.passes(250);
    },
    says: (person, text) => quietly(() => slack.says(person, CHANNEL, text)),
    press(person, label, message, times) {
      const button = slack.buttons(message).find((one) => one.label === label);
      if (button === undefined) return;
      const requestId = String(Object(button).value ?? '');
      history.presses.push({ at: time.now(), person, label, requestId });
      for (let count = 0; count < times; count += 1) quietly(() => slack.clicks(person, label, message));
    },
    submitModals(person) {
      for (const view of slack.views(person)) quietly(() => slack.submits(person, view.id, { reason: 'because' }));
    },
    setGroup(group, people) {
      Object.assign(acme.groups, { [group]: people });
      slack.setUserGroup(GROUP_IDS[group], { users: people });
      history.rules.push(rule());
    },
    edit(change) {
      Object.assign(acme, change, { read: undefined });
      history.rules.push(rule());
    },
  };
  return history;
}
