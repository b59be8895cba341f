import { loadEnvironmentFile } from './environment-file.ts';

export const write = (line: string): void => console.log(line);
export const complain = (line: string): void => console.error(line);

/** The allowlist to read: the given file, otherwise the bot's own. */
export function findAllowlist(given: string | undefined): string {
  loadEnvironmentFile(process.env);
  return given ?? process.env.TF_ACTION_CONFIG ?? 'config/actions.yml';
}
