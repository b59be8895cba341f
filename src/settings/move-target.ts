import { faultInDatabaseUrl } from './database-url.ts';
import type { Environment } from './environment.ts';
import { SettingsFault } from './fault.ts';
import { type ReadFile, readVariables } from './read-variables.ts';

type Variables = Readonly<Record<string, string | undefined>>;

const ADDRESS = /^postgres(?:ql)?:\/\/\S+$/;
const NAME = 'MIGRATE_TO_DATABASE_URL';

/**
 * Where to move the store: a directory, or the address of a server. An address with a password comes from the
 * environment, since every user of the machine can read a command line. Throws `SettingsFault`.
 */
export function readMoveTarget(
  to: string | undefined,
  variables: Variables,
  readFile: ReadFile,
): Environment['database'] {
  if (to !== undefined && !ADDRESS.test(to)) return { dataDir: to };
  const reader = readVariables(variables, readFile);
  const given = reader.secret(NAME, ADDRESS, 'postgres://user:password@host:5432/database');
  if (to !== undefined && hasPassword(to)) {
    reader.fault('--to', `has a password, which others can read. Put the address into ${NAME} or ${NAME}_FILE.`);
  }
  const databaseUrl = to ?? given?.current();
  if (databaseUrl === undefined) reader.fault('--to', `is missing. Give a directory, or set ${NAME}.`);
  const fault = databaseUrl === undefined ? undefined : faultInDatabaseUrl(databaseUrl);
  if (fault !== undefined) reader.fault(to === undefined ? NAME : '--to', fault);
  if (databaseUrl === undefined || reader.faults.length > 0) throw new SettingsFault(reader.faults);
  return { databaseUrl };
}

const hasPassword = (address: string): boolean =>
  /^\w+:\/\/[^/?#]*:[^/?#]*@/.test(address) || /[?&]password=/i.test(address);
