import type { Logger } from 'pino';
import type { Clock } from '../flows/clock.ts';
import type { ConnectionName, HcpTerraform } from '../flows/hcp-terraform.ts';
import { actOnRun } from './act-on-run.ts';
import type { Connection } from './connection.ts';
import { createRun } from './create-run.ts';
import { createIdentity, type Identity } from './identity.ts';
import { countInstances, readInvocations } from './read-actions.ts';
import { readLogOf } from './read-log.ts';
import { findRunsByToken, readRun, readWorkspace } from './read-run.ts';

export interface HcpTerraformSettings {
  readonly connections: readonly Connection[];
  readonly clock: Clock;
  readonly log: Logger;
  readonly userAgent: string;
}

/** The identity that reads and creates, and the one that confirms, discards and cancels; mostly the same. */
interface Identities {
  readonly creates: Identity;
  readonly acts: Identity;
}

export function connectHcpTerraform({ connections, clock, log, userAgent }: HcpTerraformSettings): HcpTerraform {
  const identities = new Map(
    connections.map((connection) => [connection.name, identify(clock, userAgent, connection)]),
  );
  const secrets = (): readonly string[] =>
    connections.flatMap(({ token, applyToken }) => [
      token.current(),
      ...(applyToken === undefined ? [] : [applyToken.current()]),
    ]);
  const at = ({ connection }: ConnectionName): Identities => {
    const found = identities.get(connection);
    if (found === undefined) throw new Error(`there is no connection ${connection ?? '(without a name)'}`);
    return found;
  };
  return {
    readWorkspace: (where) => readWorkspace(at(where).creates, where.organization, where.workspace),
    readRun: (where, id) => readRun(at(where).creates, id),
    readRunToAct: (where, id) => readRun(at(where).acts, id, ['plan']),
    createRun: async (run) => {
      const creation = await createRun(at(run).creates, run);
      log.info({ workspace: run.workspaceId, creation: creation.kind }, 'asked for a run');
      return creation;
    },
    findRunsByToken: (where, workspaceId, token) => findRunsByToken(at(where).creates, workspaceId, token),
    confirmRun: (where, id, comment) => actOnRun(at(where).acts, id, 'apply', comment),
    discardRun: (where, id, comment) => actOnRun(at(where).acts, id, 'discard', comment),
    cancelRun: (where, id, comment) => actOnRun(at(where).acts, id, 'cancel', comment),
    readInvocations: (where, workspaceId, address, id) => readInvocations(at(where).creates, workspaceId, address, id),
    countInstances: (where, workspaceId, address) => countInstances(at(where).creates, workspaceId, address),
    readPlanLog: (where, id) => readLogOf(clock, at(where).creates, 'plans', id, secrets()),
    readApplyLog: (where, id) => readLogOf(clock, at(where).creates, 'applies', id, secrets()),
    addressOf: (where) => at(where).creates.address,
  };
}

function identify(clock: Clock, userAgent: string, { address, token, applyToken }: Connection): Identities {
  const creates = createIdentity(clock, userAgent, address, token);
  return { creates, acts: applyToken === undefined ? creates : createIdentity(clock, userAgent, address, applyToken) };
}
