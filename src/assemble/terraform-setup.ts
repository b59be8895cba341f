import { pino } from 'pino';
import type { Clock } from '../flows/ports/clock.ts';
import type { RunLists } from '../flows/ports/run-lists.ts';
import type { TerraformSetup } from '../flows/ports/terraform-setup.ts';
import { readConnections } from '../settings/connections.ts';
import { SettingsFault } from '../settings/fault.ts';
import { readProxies } from '../settings/proxies.ts';
import { type ReadFile, readVariables, type Variables } from '../settings/read-variables.ts';
import { checkTerraformTokens, type TerraformCheck } from '../terraform/check-tokens.ts';
import { connectHcpTerraform } from '../terraform/client.ts';
import { openOutbound } from './tunnel.ts';

export interface AskedTerraform {
  readonly setup: TerraformSetup & RunLists;
  /** Asks each server about its tokens. */
  readonly checkTokens: () => Promise<TerraformCheck>;
}

/** How HCP Terraform is set up, for a command that starts no bot. Throws a `SettingsFault` where a token is missing or cannot be read. */
export function askTerraform(variables: Variables, readFile: ReadFile, clock: Clock): AskedTerraform {
  const reader = readVariables(variables, readFile);
  const connections = readConnections(variables, reader);
  const { findProxy } = readProxies(reader);
  if (connections === undefined || reader.faults.length > 0) throw new SettingsFault(reader.faults);
  const outbound = findProxy && openOutbound(findProxy);
  return {
    setup: connectHcpTerraform({
      ...{ connections, clock, outbound },
      log: pino({ level: 'silent' }),
      userAgent: 'tf-action',
    }),
    checkTokens: () => checkTerraformTokens({ clock, outbound }, connections),
  };
}
