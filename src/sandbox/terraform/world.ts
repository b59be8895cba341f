import { randomBytes } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';
import type { Pace } from './pace.ts';
import { createPeople, type People } from './people.ts';
import type { Run } from './runs.ts';
import type { Workspace } from './workspaces.ts';

export interface WorldSettings {
  readonly clock: SandboxClock;
  readonly organization: string;
  readonly pace: 'manual' | Pace;
  /** How long an accepted apply, discard or cancel stays invisible: 202 only queues. */
  readonly queueDelayMilliseconds: number;
  /** The next id with this prefix, or `undefined` for a random one. */
  readonly nextId: (prefix: string) => string | undefined;
  /** How creating a run is answered while the workspace is busy or locked. Older servers answer 409. */
  busy: 'pending' | 'conflict';
}

/** The complete state of this HCP Terraform, and its change notifications. */
export interface World extends WorldSettings {
  readonly workspaces: Map<string, Workspace>;
  readonly runs: Map<string, Run>;
  readonly people: People;
  newId(prefix: string): string;
  /** Runs a function later on the clock. The returned function cancels it, and so does stopping the world. */
  later(milliseconds: number, run: () => void): () => void;
  changed(): void;
  subscribe(listener: () => void): () => void;
  stop(): void;
}

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

function randomId(prefix: string): string {
  return `${prefix}-${Array.from(randomBytes(16), (byte) => ALPHABET[byte % ALPHABET.length]).join('')}`;
}

export function createWorld(settings: WorldSettings): World {
  const { clock } = settings;
  const timers = new Set<unknown>();
  const listeners = new Set<() => void>();
  const newId = (prefix: string): string => settings.nextId(prefix) ?? randomId(prefix);
  return {
    ...settings,
    workspaces: new Map(),
    runs: new Map(),
    people: createPeople(newId),
    newId,
    later: (milliseconds, run) => {
      const handle = clock.setTimeout(() => {
        timers.delete(handle);
        run();
      }, milliseconds);
      timers.add(handle);
      return () => {
        timers.delete(handle);
        clock.clearTimeout(handle);
      };
    },
    changed: () => {
      for (const listener of [...listeners]) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop: () => {
      for (const handle of timers) clock.clearTimeout(handle);
      timers.clear();
      listeners.clear();
    },
  };
}
