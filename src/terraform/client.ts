import { LRUCache } from 'lru-cache';
import { HOUR } from '../domain/duration.ts';
import type { Workspace } from '../domain/run.ts';
import type { Clock } from '../flows/ports/clock.ts';
import type { BudgetLeft } from '../flows/ports/counts.ts';
import {
  type ConnectionName,
  type HcpTerraform,
  NoConnection,
  type WorkspaceName,
} from '../flows/ports/hcp-terraform.ts';
import type { RunLists } from '../flows/ports/run-lists.ts';
import type { Obstructed } from '../flows/ports/service-route.ts';
import type { TerraformSetup } from '../flows/ports/terraform-setup.ts';
import { actOnRun } from './act-on-run.ts';
import type { Access } from './calling/access.ts';
import { type Budget, createBudget } from './calling/budget.ts';
import { coalesceCalls } from './calling/coalesce-calls.ts';
import type { Connection } from './calling/connection.ts';
import { type CountedCall, countCalls } from './calling/count-calls.ts';
import { createExchange, type Outbound } from './calling/exchange.ts';
import { createGate } from './calling/gate.ts';
import type { Log } from './calling/log.ts';
import { watchRefusedTokens } from './calling/refused-tokens.ts';
import { createRun } from './create-run.ts';
import type { LogSource } from './documents/log-source-document.ts';
import { findRunsByToken } from './find-runs.ts';
import { listRuns, readIdentities } from './list-runs.ts';
import { followApplyLog } from './logs/follow-apply-log.ts';
import { readLogOf } from './logs/read-log.ts';
import { countInstances, listActions, readInvocations } from './read-actions.ts';
import { readRun, readRunToAct } from './read-run.ts';
import { listOrganizations, listTriggered, listWorkspaces } from './read-setup.ts';
import { mayConfirm, readAsConfirmer, readWorkspace } from './read-workspace.ts';
import { readWorkspaces } from './read-workspaces.ts';

export interface HcpTerraformParts {
  readonly connections: readonly Connection[];
  readonly clock: Clock;
  readonly log: Log;
  readonly userAgent: string;
  /** From 0 up to 1. Spreads calls that would otherwise be sent at the same time. */
  readonly random?: () => number;
  /** Absent: every connection is direct. */
  readonly outbound?: Outbound | undefined;
  /** Called with what stands in front of a connection's server, or with `undefined` if nothing does. */
  readonly onObstruction?: (address: string, obstruction: Obstructed | undefined) => void;
  /** Told of each call to the API, by the name of its connection. */
  readonly countCall?: (call: CountedCall & ConnectionName) => void;
}

/** An action keeps its id as long as it is in the configuration. */
const ACTION_IDS = { ttl: HOUR, max: 10_000 };
/** Valid for 25 hours, and needed within seconds. */
const LOG_SOURCES = { ttl: 60_000, max: 1_000 };
const WORKSPACES = { ttl: 5_000, max: 100 };

/** The longest wait of a call that nobody waits for (milliseconds). */
const LAST_TURN = 60_000;

/** A cache that uses the program's clock and evicts the least recently used entry. */
const cacheOf = <Value extends object | string>(
  clock: Clock,
  { ttl, max }: { readonly ttl: number; readonly max: number },
): LRUCache<string, Value> => new LRUCache({ ttl, max, ttlResolution: 0, perf: { now: () => clock.now() } });

/** HCP Terraform over HTTP. Throws `NoConnection` for a name that is not in the given connections. */
export function connectHcpTerraform(parts: HcpTerraformParts): HcpTerraform &
  TerraformSetup &
  RunLists & {
    budgets(): readonly BudgetLeft[];
    /** Waits for a call within the connection's rate limit, after everybody else. Throws `NoTurn`. */
    takeTurn(where: ConnectionName): Promise<void>;
  } {
  const accesses = connectAll(parts);
  const { clock, userAgent } = parts;
  const at = ({ connection }: ConnectionName): Access => {
    const access = accesses.get(connection);
    if (access !== undefined) return access;
    throw new NoConnection(connection);
  };
  const shared = coalesceCalls<Workspace | undefined>();
  const readings = cacheOf<{ readonly workspace: Workspace; readonly at: number }>(clock, WORKSPACES);
  return {
    readWorkspace: async (where, within = 0) => {
      const name: WorkspaceName =
        'workspaceId' in where
          ? { workspaceId: where.workspaceId }
          : { organization: where.organization, workspace: where.workspace };
      const key = JSON.stringify([where.connection, name]);
      const now = clock.now();
      const recent = within > 0 ? readings.get(key) : undefined;
      if (recent !== undefined && recent.at >= now - within) return recent.workspace;
      const read = await shared(key, () => readWorkspace(at(where), name));
      if (read !== undefined) readings.set(key, { workspace: read, at: now }, { start: now });
      return read;
    },
    mayConfirm: (where, workspace) => mayConfirm(at(where), workspace),
    readWorkspaces: (where, order, page) => readWorkspaces(at(where), where.organization, order, page),
    readRun: (where, runId) => readRun(at(where), runId),
    readRunToAct: (where, runId) => readRunToAct(at(where), runId),
    createRun: async (where, decide) => createRun(at(where), decide),
    findRunsByToken: (where, workspaceId, token, operation) =>
      findRunsByToken(at(where), workspaceId, token, operation),
    confirmRun: (where, runId, decide) => actOnRun(at(where), runId, 'apply', decide),
    discardRun: (where, runId, decide) => actOnRun(at(where), runId, 'discard', decide),
    cancelRun: (where, runId, decide) => actOnRun(at(where), runId, 'cancel', decide),
    readInvocations: (where, workspaceId, address, runId) => readInvocations(at(where), workspaceId, address, runId),
    countInstances: (where, workspaceId, address) => countInstances(at(where), workspaceId, address),
    readPlanLog: (where, planId, excerpt) => readLogOf(at(where), 'plans', planId, userAgent, excerpt),
    followApplyLog: (where, applyId) => followApplyLog(at(where), applyId, userAgent),
    readApplyLog: (where, applyId) => readLogOf(at(where), 'applies', applyId, userAgent),
    readIdentities: async (where) => readIdentities(at(where)),
    listRuns: async (where, workspaceId, since) => listRuns(at(where), workspaceId, since),
    ...setupOf(at),
    addressOf: ({ connection }) => accesses.get(connection)?.address ?? '',
    takeTurn: (where) => at(where).budget.takeTurn({ urgency: 'follow', patience: LAST_TURN }),
    budgets: () => [...firstOfEach(accesses)].map(([budget, connection]) => ({ connection, ...budget.left() })),
  };
}

const setupOf = (at: (where: ConnectionName) => Access): Omit<TerraformSetup, 'readWorkspace'> => ({
  readAsConfirmer: async (where, workspace) => readAsConfirmer(at(where), workspace),
  hasApplyToken: (where) => at(where).actingToken !== at(where).token,
  listOrganizations: async (where) => listOrganizations(at(where)),
  listWorkspaces: async (where) => listWorkspaces(at(where), where.organization),
  listActions: async (where, workspaceId) => listActions(at(where), workspaceId),
  listTriggered: async (where, workspaceId) => listTriggered(at(where), workspaceId),
});

/** Every budget with the name of the first connection that uses it. */
const firstOfEach = (accesses: ReadonlyMap<string | undefined, Access>): ReadonlyMap<Budget, string | undefined> =>
  new Map([...accesses].reverse().map(([name, { budget }]) => [budget, name]));

/** HCP Terraform's limits are per user, so connections with the same tokens share one budget. */
function connectAll(parts: HcpTerraformParts) {
  const { connections, clock, log, userAgent, random = Math.random, outbound } = parts;
  const { onObstruction = () => {}, countCall = () => {} } = parts;
  const refusedTokens = watchRefusedTokens(clock);
  return new Map<string | undefined, Access>(
    groupByIdentity(connections).flatMap((group) => {
      const identity = {
        budget: createBudget(clock),
        gate: createGate(clock),
        actionIds: cacheOf<string>(clock, ACTION_IDS),
        logSources: cacheOf<LogSource>(clock, LOG_SOURCES),
        narrowings: new Map(),
      };
      return group.map(({ name, address: given, token, applyToken = token }): [string | undefined, Access] => {
        const address = withoutSlash(given);
        const direct = createExchange({
          ...{ address, clock, userAgent, outbound },
          onObstruction: (obstruction) => onObstruction(address, obstruction),
        });
        const exchange = countCalls(direct, (call) => countCall({ connection: name, ...call }));
        return [
          name,
          {
            address,
            token,
            actingToken: applyToken,
            exchange,
            ...identity,
            refusedTokens,
            outbound,
            clock,
            log,
            random,
          },
        ];
      });
    }),
  );
}

/** Groups connections that are one user to HCP Terraform: the same tokens on the same server. */
export function groupByIdentity(connections: readonly Connection[]): readonly (readonly Connection[])[] {
  const groups = new Map<string, Connection[]>();
  for (const connection of connections) {
    const { address, token, applyToken = token } = connection;
    const key = JSON.stringify([withoutSlash(address), token.current(), applyToken.current()]);
    groups.set(key, [...(groups.get(key) ?? []), connection]);
  }
  return [...groups.values()];
}

const withoutSlash = (address: string): string => address.replace(/\/+$/, '');
