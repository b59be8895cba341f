import type { CompareRecordDeps } from '../flows/checking/compare-record.ts';
import type { Clock } from '../flows/ports/clock.ts';
import { parseAllowlist } from '../settings/allowlist-file.ts';
import { connectionNamesIn } from '../settings/connections.ts';
import { readAllowlistFile, readTextFile } from '../settings/read-text.ts';
import type { Variables } from '../settings/read-variables.ts';
import { askTerraform } from './terraform-setup.ts';

/** What compares the record in a process without a bot. Throws a `SettingsFault`. */
export function compareAlone(
  env: Variables,
  clock: Clock,
  record: Pick<CompareRecordDeps, 'auditLog' | 'workspaces'>,
): CompareRecordDeps {
  const file = env.TF_ACTION_CONFIG?.trim() || 'config/actions.yml';
  const allowlist = parseAllowlist(readAllowlistFile(file), file, connectionNamesIn(env));
  return { ...record, runs: askTerraform(env, readTextFile, clock).setup, allowlist: () => allowlist };
}
