import { readAddress, type VariableReader, type Variables } from './read-variables.ts';
import type { MaskedSecret } from './secret.ts';

/** Slack tokens begin like this. Tokens of HCP Terraform never do. */
const TOKEN = /^(?!xox|xapp-)\S+$/;
const A_TOKEN = 'a token of HCP Terraform';
const PREFIX = /^TFE_(?:ADDRESS|ORGANIZATION|TOKEN|APPLY_TOKEN)_(?<suffix>[A-Z0-9_]+?)(?:_FILE)?$/;
const DEFAULT_ADDRESS = 'https://app.terraform.io';

const suffixesIn = (variables: Variables): readonly string[] => [
  ...new Set(
    Object.entries(variables).flatMap(([name, value]) => {
      const suffix = PREFIX.exec(name)?.groups?.suffix;
      const isSet = value !== undefined && value.trim() !== '';
      return suffix === undefined || suffix === 'FILE' || !isSet ? [] : [suffix];
    }),
  ),
];

/** The suffix of a connection's variables. */
export const variableSuffix = (connection: string): string => connection.toUpperCase().replaceAll('-', '_');

const nameOf = (suffix: string): string => suffix.toLowerCase().replaceAll('_', '-');

/** The named connections in the environment with their organizations. Reads no secrets. */
export const connectionNamesIn = (variables: Variables): ReadonlyMap<string, string | undefined> =>
  new Map(
    suffixesIn(variables).map((suffix) => [
      nameOf(suffix),
      variables[`TFE_ORGANIZATION_${suffix}`]?.trim() || undefined,
    ]),
  );

/** The default connection and one for each suffix of a `TFE_…` variable. `undefined` if one has a fault. */
export function readConnections(
  variables: Variables,
  reader: VariableReader,
): readonly ConnectionSettings[] | undefined {
  const connections = [undefined, ...suffixesIn(variables)].map((suffix) => readConnection(reader, suffix));
  return connections.every((connection) => connection !== undefined) ? connections : undefined;
}

function readConnection(reader: VariableReader, suffix: string | undefined): ConnectionSettings | undefined {
  const named = (name: string): string => (suffix === undefined ? name : `${name}_${suffix}`);
  const address = readServer(reader, suffix);
  const before = reader.faults.length;
  const token = reader.secret(named('TFE_TOKEN'), TOKEN, A_TOKEN);
  if (token === undefined && reader.faults.length === before) {
    reader.fault(named('TFE_TOKEN'), 'is missing; create a token for a team that may create runs, and set it.');
  }
  const applyToken = reader.secret(named('TFE_APPLY_TOKEN'), TOKEN, A_TOKEN);
  const organization = suffix === undefined ? undefined : reader.text(named('TFE_ORGANIZATION'));
  if (organization !== undefined && !/^[A-Za-z0-9_-]+$/.test(organization)) {
    reader.fault(named('TFE_ORGANIZATION'), 'has to be the name of an organization: letters, digits, _ and -.');
  }
  if (token === undefined) return undefined;
  return {
    ...(suffix === undefined ? {} : { name: nameOf(suffix) }),
    address,
    ...(organization === undefined ? {} : { organization }),
    token,
    ...(applyToken === undefined ? {} : { applyToken }),
  };
}

/**
 * The address without a slash at the end. A named connection must set its own if the default one does, so that no token
 * is sent to the wrong server.
 */
function readServer(reader: VariableReader, suffix: string | undefined): string {
  const name = suffix === undefined ? 'TFE_ADDRESS' : `TFE_ADDRESS_${suffix}`;
  if (suffix !== undefined && reader.text(name) === undefined && reader.text('TFE_ADDRESS') !== undefined) {
    reader.fault(name, 'is missing; since TFE_ADDRESS is set, say to which server this connection goes.');
  }
  const url = readAddress(reader, name, DEFAULT_ADDRESS);
  if (url.pathname !== '/') {
    reader.fault(name, 'contains a path. Give only the server, such as https://app.terraform.io.');
  }
  return url.origin;
}

/** A server and the bot's identities there. */
export interface ConnectionSettings {
  /** Absent for the default connection, whose variables have no suffix. */
  readonly name?: string;
  readonly address: string;
  readonly organization?: string;
  readonly token: MaskedSecret;
  readonly applyToken?: MaskedSecret;
}
