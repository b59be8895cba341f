import { maskSecrets } from '../domain/clean-text.ts';
import { show } from './fault.ts';
import { codeOf, UndecodableFile } from './read-text.ts';
import { createSecret, type MaskedSecret } from './secret.ts';
import { faultInSecret } from './secret-faults.ts';

export type Variables = Readonly<Record<string, string | undefined>>;
export type ReadFile = (path: string) => string;

/** Reads variables and collects all faults. No fault shows a secret. */
export interface VariableReader {
  readonly faults: readonly string[];
  /** The trimmed value. Empty counts as not set. */
  text(name: string): string | undefined;
  /** Reads `NAME` or `NAME_FILE`. The value must match the pattern. */
  secret(name: string, shape: RegExp, whatItIs: string): MaskedSecret | undefined;
  fault(name: string, text: string): void;
}

export function readVariables(variables: Variables, readFile: ReadFile): VariableReader {
  const faults: string[] = [];
  const fault = (name: string, sentence: string): void => {
    const said = `${name}: ${sentence}`;
    if (!faults.includes(said)) faults.push(said);
  };
  const given = (name: string): string | undefined => variables[name]?.trim() || undefined;
  return {
    faults,
    text: (name) => {
      const value = given(name);
      const [, , inner] = value === undefined ? [] : (IN_QUOTES.exec(value) ?? []);
      if (inner === undefined) return value;
      fault(name, 'is in quotes, which docker --env-file keeps. Write it without quotes.');
      return inner.trim() || undefined;
    },
    fault,
    secret(name, shape, whatItIs) {
      const [direct, file] = [given(name), given(`${name}_FILE`)];
      if (direct !== undefined && file !== undefined) {
        fault(name, `is given twice, also as ${name}_FILE. Remove one of them.`);
        return undefined;
      }
      const read = file === undefined ? undefined : () => readFile(file).trim();
      const value = direct ?? readSecretFile(name, read, fault);
      if (value === undefined) return undefined;
      const wrong = faultInSecret(value, shape, whatItIs);
      if (wrong === undefined)
        return createSecret(value, read, (now) => faultInSecret(now, shape, whatItIs) === undefined);
      fault(file === undefined ? name : `${name}_FILE`, wrong);
      return undefined;
    },
  };
}

/** Quotes that a shell would have removed. */
const IN_QUOTES = /^(["'])(.*)\1$/s;

function readSecretFile(
  name: string,
  read: (() => string) | undefined,
  fault: VariableReader['fault'],
): string | undefined {
  if (read === undefined) return undefined;
  try {
    const value = read();
    if (value !== '') return value;
    fault(`${name}_FILE`, 'names an empty file; write the secret into it.');
  } catch (error) {
    if (error instanceof UndecodableFile) fault(`${name}_FILE`, `names a file that ${error.message}`);
    else fault(`${name}_FILE`, `names a file that cannot be read (${codeOf(error)}); check its path and its rights.`);
  }
  return undefined;
}

/** The value of a variable that is not a secret, unless a secret was put there by mistake. */
export const showUnlessSecret = (value: string): string => show(maskSecrets(value));

/** A whole number from 0 to 65535; 0 is any free port. */
export function readPort(reader: VariableReader, name: string, fallback: number): number {
  const value = reader.text(name);
  if (value === undefined) return fallback;
  const port = Number(value);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535 && /^\d+$/.test(value)) return port;
  reader.fault(
    name,
    /^tcp:\/\//.test(value)
      ? `is ${showUnlessSecret(value)}, which Kubernetes sets for a Service named "${serviceOf(name)}". Set enableServiceLinks: false for the pod, or rename the Service.`
      : `has to be a port from 0 to 65535, not ${showUnlessSecret(value)}.`,
  );
  return fallback;
}

/** The Service whose link Kubernetes puts into a variable with this name. */
const serviceOf = (name: string): string =>
  name
    .replace(/_PORT$/, '')
    .toLowerCase()
    .replaceAll('_', '-');

const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])$/;

/** An https address, or http on this machine only. */
export function readAddress(reader: VariableReader, name: string, fallback: string): URL {
  const value = reader.text(name) ?? fallback;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (url !== undefined && safe && url.username === '' && url.password === '' && url.search === '' && url.hash === '')
    return url;
  reader.fault(name, 'expected an https:// address without user, query or fragment (http:// only for this machine).');
  return new URL(fallback);
}
