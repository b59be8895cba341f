import { type CheckAnswer, fault, fine, unknown, warning } from '../domain/diagnosis.ts';
import { checkOnline } from '../flows/checking/check-online.ts';
import type { MakeChecks } from '../flows/checking/diagnose.ts';
import type { Clock } from '../flows/ports/clock.ts';
import { readAllowlist } from '../settings/allowlist-file.ts';
import { connectionNamesIn } from '../settings/connections.ts';
import { SettingsFault } from '../settings/fault.ts';
import { readFilePlaces } from '../settings/file-places.ts';
import { readAllowlistFile, readTextFile } from '../settings/read-text.ts';
import type { Variables } from '../settings/read-variables.ts';
import { askServices } from './ask-services.ts';
import type { RunningBot } from './running-bot.ts';
import { sayFindings } from './say-findings.ts';

interface CheckAllowlist {
  readonly env: Variables;
  readonly file: string;
  readonly clock: Clock;
  /** Absent: asks with clients of its own. */
  readonly services?: RunningBot['services'] | undefined;
}

type Read = ReturnType<typeof readAllowlist>;

/** The checks of the file, alone and against both services. */
export function checkAllowlist(parts: CheckAllowlist, hasVariables: boolean) {
  const read = readOrFaults(parts);
  return {
    allowlist: async () => sayFile(read, parts.file),
    allowlist_online: () => askBoth(parts, read, hasVariables),
  } satisfies Partial<MakeChecks>;
}

function readOrFaults({ env, file }: CheckAllowlist): Read | SettingsFault {
  try {
    return readAllowlist(readAllowlistFile(file), file, connectionNamesIn(env));
  } catch (error) {
    if (error instanceof SettingsFault) return error;
    throw error;
  }
}

function sayFile(read: Read | SettingsFault, file: string): readonly CheckAnswer[] {
  const correct = `Correct the file, and run: npx tf-action check ${file}`;
  if (read instanceof SettingsFault) return read.faults.map((text) => fault('allowlist_wrong', text, correct));
  const warnings = read.warnings.map((text) => warning('allowlist_doubtful', text, correct));
  return warnings.length > 0
    ? warnings
    : [fine('allowlist_good', `${file} has ${read.allowlist.entries.length} entries and no errors.`)];
}

async function askBoth(
  { env, file, clock, services }: CheckAllowlist,
  read: Read | SettingsFault,
  hasVariables: boolean,
): Promise<readonly CheckAnswer[]> {
  if (read instanceof SettingsFault || !hasVariables)
    return [
      unknown(
        'services_not_asked',
        'the services were not asked about the allowlist.',
        'Correct the variables and the allowlist first.',
      ),
    ];
  const { allowlist, names } = read;
  const places = readFilePlaces(readTextFile(file), file);
  const report = await checkOnline({ ...(services ?? openServices(env, clock)), clock }, allowlist, places);
  const correct = 'Do what the line says, and run: npx tf-action check --online';
  const answers = [
    ...sayFindings(report, { file, places, names }).map(({ code, level, line }) => ({
      ...{ level, code, says: line, fix: correct },
    })),
    ...report.notAsked.map(({ service, why }) =>
      unknown('service_not_asked', `${service} could not be asked: ${why}`, 'Run doctor again once it answers.'),
    ),
  ];
  return answers.length > 0 ? answers : [fine('services_agree', 'both services agree with the allowlist.')];
}

function openServices(env: Variables, clock: Clock): RunningBot['services'] {
  const { slack, terraform } = askServices(env, clock);
  return { team: slack.team, directory: slack.directory, setup: terraform.setup };
}
