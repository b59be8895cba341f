import { type Environment, readEnvironment } from '../../src/settings/environment.ts';
import { SettingsFault } from '../../src/settings/fault.ts';
import type { ReadFile, Variables } from '../../src/settings/read-variables.ts';

export const BOT = 'xoxb-planted-bot-secret';
export const APP = 'xapp-planted-app-secret';
export const TFE = 'planted.atlasv1.tfe-secret';
const ENOUGH: Variables = { SLACK_BOT_TOKEN: BOT, SLACK_APP_TOKEN: APP, TFE_TOKEN: TFE };

export const noFiles: ReadFile = (path) => {
  throw Object.assign(new Error(`ENOENT: no such file, open '${path}'`), { code: 'ENOENT' });
};

/** Files that a test may change while the bot runs; reading another one fails. */
export const filesOf =
  (files: Map<string, string>): ReadFile =>
  (path) =>
    files.get(path) ?? noFiles(path);

export const read = (variables: Variables, readFile: ReadFile = noFiles): Environment =>
  readEnvironment({ ...ENOUGH, ...variables }, readFile);

export function faultsOf(variables: Variables, readFile: ReadFile = noFiles): readonly string[] {
  try {
    readEnvironment(variables, readFile);
    return [];
  } catch (error) {
    if (error instanceof SettingsFault) return error.faults;
    throw error;
  }
}

export const faultsWith = (variables: Variables, readFile?: ReadFile): readonly string[] =>
  faultsOf({ ...ENOUGH, ...variables }, readFile);
