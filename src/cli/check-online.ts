import { type AskedServices, askServices } from '../assemble/ask-services.ts';
import { sayFindings } from '../assemble/say-findings.ts';
import type { Allowlist } from '../domain/entry.ts';
import { FINDING_LEVELS } from '../domain/online-finding.ts';
import { sayCount } from '../domain/say-count.ts';
import { checkOnline, type OnlineReport } from '../flows/checking/check-online.ts';
import type { Clock } from '../flows/ports/clock.ts';
import { readAllowlist } from '../settings/allowlist-file.ts';
import { connectionNamesIn } from '../settings/connections.ts';
import { SettingsFault } from '../settings/fault.ts';
import { readFilePlaces } from '../settings/file-places.ts';
import { readTextFile } from '../settings/read-text.ts';
import { type CheckOptions, runCheck } from './check.ts';

export interface CheckOnlineOptions extends CheckOptions {
  readonly clock: Clock;
}

/**
 * As `check`, and then holds the allowlist against both services: 0 good, 1 with a fault, 2 where a service could not be
 * asked and no fault was found otherwise.
 */
export async function runCheckOnline(options: CheckOnlineOptions): Promise<number> {
  const { file, env, write } = options;
  const offline = runCheck(options);
  if (offline !== 0) {
    if (offline === 1) write('Slack and HCP Terraform were not checked. Correct the file first.');
    return offline;
  }
  write('');
  const asked = readServices(options);
  if (asked === undefined) return 2;
  const tokenFaults = await asked.checkTokens();
  const text = readTextFile(file);
  const { allowlist, names } = readAllowlist(text, file, connectionNamesIn(env));
  const places = readFilePlaces(text, file);
  const { team, directory } = asked.slack;
  const deps = { team, directory, setup: asked.terraform.setup, clock: options.clock };
  const report = await checkOnline(deps, allowlist, places);
  for (const fault of tokenFaults) write(fault);
  const lines = sayFindings(report, { file, places, names });
  for (const { level, line } of lines) write(level === 'fault' ? line : `Warning: ${line}`);
  for (const { service, why } of report.notAsked) write(`${service} could not be checked: ${why}`);
  if (tokenFaults.length + lines.length + report.notAsked.length > 0) write('');
  printApprovers(report, allowlist, names, write);
  return conclude(report, tokenFaults.length, options);
}

/** `undefined` where a variable is missing or malformed, which is said. */
function readServices({ env, clock, write }: CheckOnlineOptions): AskedServices | undefined {
  try {
    return askServices(env, clock);
  } catch (error) {
    if (!(error instanceof SettingsFault)) throw error;
    for (const fault of error.faults) write(fault);
    write('Slack and HCP Terraform were not checked. Set these variables first.');
    return undefined;
  }
}

function printApprovers(
  { approvers, names: shown }: OnlineReport,
  { entries }: Allowlist,
  names: ReadonlyMap<string, string>,
  write: CheckOptions['write'],
): void {
  if (approvers.length === 0) return;
  write('Who could approve now:');
  for (const { action, environment, people, unread } of approvers) {
    const said = [
      ...people.map((id) => names.get(id) ?? shown.get(id) ?? id),
      ...(unread === 0 ? [] : [`${unread} more who were not checked`]),
    ];
    write(`  ${action} ${environment}: ${said.join(', ') || 'nobody'}`);
  }
  const free = entries.filter(({ approval }) => approval.required.length === 0);
  for (const { action, environment } of free) write(`  ${action} ${environment}: needs no approval`);
}

function conclude({ findings, notAsked }: OnlineReport, tokenFaults: number, { file, write }: CheckOptions): number {
  const faults = tokenFaults + findings.filter(({ code }) => FINDING_LEVELS[code] === 'fault').length;
  const warnings = findings.length + tokenFaults - faults;
  const services = [...new Set(notAsked.map(({ service }) => service))].join(' and ');
  write('');
  write(
    `${file}: ${services === '' ? 'Slack and HCP Terraform were checked' : `${services} could not be checked`}: ${sayCount(faults, 'fault')}, ${sayCount(warnings, 'warning')}.`,
  );
  if (faults > 0) return 1;
  return notAsked.length > 0 ? 2 : 0;
}
