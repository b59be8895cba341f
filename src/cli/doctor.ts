import { diagnoseSetup } from '../assemble/diagnose-setup.ts';
import { type AnswerLevel, type Checked, exitCodeOf } from '../domain/diagnosis.ts';
import type { Clock } from '../flows/ports/clock.ts';
import { count } from './check.ts';

export interface DoctorOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly file: string;
  readonly clock: Clock;
  readonly json: boolean;
  readonly version: string;
  readonly write: (line: string) => void;
}

const MARKS: Readonly<Record<AnswerLevel, string>> = {
  fine: 'ok',
  warning: 'warning',
  fault: 'ERROR',
  unknown: 'not known',
  skipped: 'not checked',
};

/** Prints every check with its fix. Exit codes: 0 no errors, 1 errors, 2 something could not be found out. */
export async function runDoctor(options: DoctorOptions): Promise<number> {
  const checks = await diagnoseSetup(options);
  printDiagnosis(checks, options);
  return exitCodeOf(checks);
}

function printDiagnosis(
  checks: readonly Checked[],
  { json, version, write }: Pick<DoctorOptions, 'json' | 'version' | 'write'>,
): void {
  if (json) {
    write(JSON.stringify({ version, exit: exitCodeOf(checks), checks }, undefined, 2));
    return;
  }
  for (const { name, answers } of checks) {
    for (const { level, says, fix } of answers) {
      write(`${name}: ${MARKS[level]}: ${says}`);
      if (fix !== undefined) write(`  Fix: ${fix}`);
    }
  }
  const answers = checks.flatMap((check) => check.answers);
  const countOf = (level: AnswerLevel): number => answers.filter((answer) => answer.level === level).length;
  const [unknowns, skips] = [countOf('unknown'), countOf('skipped')];
  write('');
  write(
    `${count(countOf('fault'), 'error')}, ${count(countOf('warning'), 'warning')}, ${unknowns} not known, ${skips} not checked.`,
  );
}
