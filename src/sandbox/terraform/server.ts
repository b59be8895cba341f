import { type SandboxClock, systemClock } from '../clock.ts';
import type { Call } from './calls.ts';
import { type Controls, createControls } from './controls.ts';
import { type CreateFault, createFaults as faultsOfCreating } from './create-faults.ts';
import { createFaults, type Fault, type FaultOptions } from './faults.ts';
import { listen, type ServerParts } from './http-server.ts';
import { createLogAddresses } from './log-addresses.ts';
import { createNotificationControls, type NotificationControls } from './notifications.ts';
import type { Pace } from './pace.ts';
import { createRateLimiter, documentedLimits, type Limits } from './rate-limit.ts';
import { createTokenBook, type TokenOptions } from './tokens.ts';
import { createWorld, type World } from './world.ts';

export interface TerraformOptions {
  readonly clock?: SandboxClock;
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port?: number;
  /** manual: runs move only by `advance`. Otherwise they move by themselves, on the clock. */
  readonly pace?: 'manual' | Pace;
  readonly organization?: string;
  readonly tokens?: readonly TokenOptions[];
  readonly limits?: Partial<Limits>;
  readonly queueDelayMilliseconds?: number;
  readonly busy?: 'pending' | 'conflict';
  /** Gives ids that are known beforehand, by their prefix; `undefined` for a random one. */
  readonly nextId?: (prefix: string) => string | undefined;
  /** Answers as a later version of the service may give them. */
  readonly quirks?: boolean;
}

export interface TerraformSandbox extends Controls, NotificationControls {
  /** What TFE_ADDRESS is set to. */
  readonly url: string;
  readonly organization: string;
  readonly calls: readonly Call[];
  /** How many calls were answered 429 by the limits, those of faults not counted. */
  readonly rateLimited: number;
  /** What must never be seen outside: the secret part of every address of a log that was given out. */
  readonly logSecrets: readonly string[];
  issue(token: TokenOptions): void;
  revoke(token: string): void;
  fault(options: FaultOptions): Fault;
  /** For the next calls that create a run. */
  faultCreating(kind: CreateFault, more?: Partial<FaultOptions>): Fault;
  clearFaults(): void;
  down(): void;
  up(): void;
  /** Called after each change of anything, and when a call arrives and when it is answered; returns what ends it. */
  subscribe(listener: () => void): () => void;
  close(): Promise<void>;
}

export const DEFAULT_TOKEN = 'tfe-sandbox-token';

function worldOf(options: TerraformOptions): World {
  return createWorld({
    clock: options.clock ?? systemClock,
    organization: options.organization ?? 'acme',
    pace: options.pace ?? 'manual',
    queueDelayMilliseconds: options.queueDelayMilliseconds ?? 100,
    busy: options.busy ?? 'pending',
    nextId: options.nextId ?? (() => undefined),
  });
}

interface Assembled extends ServerParts {
  /** Where it listens is known only once it does. */
  readonly state: { url: string; rateLimited: number };
}

function assembleParts(options: TerraformOptions): Assembled {
  const world = worldOf(options);
  const limits = { ...documentedLimits, ...options.limits };
  const state = { url: '', rateLimited: 0 };
  const baseUrl = () => state.url;
  return {
    state,
    world,
    tokens: createTokenBook(world.people, world.organization, options.tokens ?? [{ token: DEFAULT_TOKEN }]),
    logs: createLogAddresses(world, baseUrl),
    limiter: createRateLimiter(world.clock, limits),
    limits,
    quirks: options.quirks ?? false,
    baseUrl,
    countLimited: () => {
      state.rateLimited += 1;
    },
    faults: createFaults(),
    calls: [],
  };
}

/** Rejects where the port is taken. Without tokens there is one, of a team that may write: DEFAULT_TOKEN. */
export async function startTerraform(options: TerraformOptions = {}): Promise<TerraformSandbox> {
  const host = options.host ?? '127.0.0.1';
  const parts = assembleParts(options);
  const { world, tokens, logs, faults, state } = parts;
  const server = await listen(parts, host, options.port ?? 0);
  state.url = `http://${host}:${server.port}`;
  return {
    ...createControls(world),
    ...createNotificationControls(world, () => state.url),
    url: state.url,
    organization: world.organization,
    calls: parts.calls,
    get rateLimited() {
      return state.rateLimited;
    },
    get logSecrets() {
      return logs.secrets();
    },
    issue: tokens.issue,
    revoke: tokens.revoke,
    fault: faults.add,
    faultCreating: (kind, more = {}) =>
      faults.add({ method: 'POST', path: /^\/api\/v2\/runs$/, ...faultsOfCreating[kind], ...more }),
    clearFaults: faults.clear,
    down: server.down,
    up: server.up,
    subscribe: world.subscribe,
    close: async () => {
      world.stop();
      await server.close();
    },
  };
}
