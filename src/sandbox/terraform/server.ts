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
  /** 0 is any free port. */
  readonly port?: number;
  /** `manual`: runs change only through `advance`. Otherwise they advance automatically, on the clock. */
  readonly pace?: 'manual' | Pace;
  readonly organization?: string;
  readonly tokens?: readonly TokenOptions[];
  readonly limits?: Partial<Limits>;
  readonly queueDelayMilliseconds?: number;
  readonly busy?: 'pending' | 'conflict';
  /** Returns ids known in advance, by prefix. `undefined` for a random one. */
  readonly nextId?: (prefix: string) => string | undefined;
  /** Answers like a later version of the service. */
  readonly quirks?: boolean;
}

export interface TerraformSandbox extends Controls, NotificationControls {
  /** The value for `TFE_ADDRESS`. */
  readonly url: string;
  readonly organization: string;
  readonly calls: readonly Call[];
  /** The number of 429 answers by rate limits, without those of faults. */
  readonly rateLimited: number;
  /** The secret part of every log address given out, which must never leak. */
  readonly logSecrets: readonly string[];
  issue(token: TokenOptions): void;
  revoke(token: string): void;
  fault(options: FaultOptions): Fault;
  /** For the next calls that create a run. */
  faultCreating(kind: CreateFault, more?: Partial<FaultOptions>): Fault;
  clearFaults(): void;
  /** The server's clock, as the header `Date` tells it, is ahead by this much (milliseconds). */
  setAhead(milliseconds: number): void;
  down(): void;
  up(): void;
  /** Called after every change, and when a call arrives and is answered. Returns a function that unsubscribes. */
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
  /** The port is known only once it listens. */
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
    tokens: createTokenBook(world, options.tokens ?? [{ token: DEFAULT_TOKEN }]),
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

/**
 * Starts an HCP Terraform on this machine. Rejects if the port is taken. Without `tokens` there is one,
 * `DEFAULT_TOKEN`, of a team with the Write role.
 */
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
    setAhead: server.setAhead,
    down: server.down,
    up: server.up,
    subscribe: world.subscribe,
    close: async () => {
      world.stop();
      await server.close();
    },
  };
}
