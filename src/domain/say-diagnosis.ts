import { type AnswerLevel, type Checked, exitCodeOf } from './diagnosis.ts';
import { sayCount } from './say-count.ts';

const MARKS: Readonly<Record<AnswerLevel, string>> = {
  fine: 'ok',
  warning: 'warning',
  fault: 'ERROR',
  unknown: 'not known',
  skipped: 'not checked',
};

/** The form in which the checks are printed. */
export interface DiagnosisForm {
  readonly json: boolean;
  /** Of the program that made the checks. */
  readonly version: string;
}

/** Every check with its fix, and how many answers of each level there are. In lines to print. */
export function sayDiagnosis(checks: readonly Checked[], { json, version }: DiagnosisForm): readonly string[] {
  if (json) return [JSON.stringify({ version, exit: exitCodeOf(checks), checks }, undefined, 2)];
  const answers = checks.flatMap(({ name, answers }) => answers.map((answer) => ({ name, ...answer })));
  const countOf = (level: AnswerLevel): number => answers.filter((answer) => answer.level === level).length;
  return [
    ...answers.flatMap(({ name, level, says, fix }) => [
      `${name}: ${MARKS[level]}: ${says}`,
      ...(fix === undefined ? [] : [`  Fix: ${fix}`]),
    ]),
    '',
    `${sayCount(countOf('fault'), 'error')}, ${sayCount(countOf('warning'), 'warning')}, ${countOf('unknown')} not known, ${countOf('skipped')} not checked.`,
  ];
}
