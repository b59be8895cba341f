import type { ConnectionSettings } from './environment.ts';
import { readAddress, type VariableReader, type Variables } from './read-variables.ts';

const TOKEN = /^[^\s]+$/;
const PREFIX = /^TFE_(?:ADDRESS|ORGANIZATION|TOKEN|APPLY_TOKEN)_(?<suffix>[A-Z0-9_]+?)(?:_FILE)?$/;
const DEFAULT_ADDRESS = 'https://app.terraform.io';

const suffixesIn = (variables: Variables): ReadonlySet<string> =>
  new Set(
    Object.keys(variables).flatMap((name) => {
      const suffix = PREFIX.exec(name)?.groups?.suffix;
      return suffix === undefined || suffix === 'FILE' ? [] : [suffix];
    }),
  );

const nameOf = (suffix: string): string => suffix.toLowerCase().replaceAll('_', '-');

/** The further connections that the environment names, each with its organization, without reading any secret. */
export const connectionNamesIn = (variables: Variables): ReadonlyMap<string, string | undefined> =>
  new Map([...suffixesIn(variables)].map((suffix) => [nameOf(suffix), variables[`TFE_ORGANIZATION_${suffix}`]]));

/** The default connection and one for each suffix that a `TFE_…` variable has; `undefined` where one has a fault. */
export function readConnections(
  variables: Variables,
  reader: VariableReader,
): readonly ConnectionSettings[] | undefined {
  const connections = [undefined, ...suffixesIn(variables)].map((suffix) => readConnection(reader, suffix));
  return connections.every((connection) => connection !== undefined) ? connections : undefined;
}

function readConnection(reader: VariableReader, suffix: string | undefined): ConnectionSettings | undefined {
  const named = (name: string): string => (suffix === undefined ? name : `${name}_${suffix}`);
  const before = reader.faults.length;
  const address = readAddress(reader, named('TFE_ADDRESS'), DEFAULT_ADDRESS);
  const token = reader.secret(named('TFE_TOKEN'), TOKEN, 'a token: it has a space or a line break in it');
  const applyToken = reader.secret(named('TFE_APPLY_TOKEN'), TOKEN, 'a token: it has a space or a line break in it');
  const organization = suffix === undefined ? undefined : reader.text(named('TFE_ORGANIZATION'));
  if (token === undefined && reader.faults.length === before) {
    reader.fault(named('TFE_TOKEN'), 'is missing; create a token for a team that may create runs, and set it.');
  }
  if (token === undefined) return undefined;
  return {
    ...(suffix === undefined ? {} : { name: nameOf(suffix) }),
    address: address.href.replace(/\/+$/, ''),
    ...(organization === undefined ? {} : { organization }),
    token,
    ...(applyToken === undefined ? {} : { applyToken }),
  };
}
