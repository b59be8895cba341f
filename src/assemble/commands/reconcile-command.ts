import { z } from 'zod';
import { sayRecordFinding, sayRecordRemark } from '../../domain/say-record-finding.ts';
import { plainText } from '../../domain/sentence.ts';
import {
  COMPARED_BACK,
  type CompareRecordDeps,
  compareRecordWithRuns,
  type RecordReport,
} from '../../flows/checking/compare-record.ts';
import type { Clock } from '../../flows/ports/clock.ts';
import type { CommandOutput, CommandTable } from './command.ts';

export interface ReconcileParts {
  /** Throws a `SettingsFault` if a variable or the allowlist has faults. */
  readonly comparing: () => CompareRecordDeps;
  readonly clock: Clock;
}

const OPTIONS = z.object({ since: z.coerce.date().optional(), workspace: z.string().optional() });

/** Exit codes: 0 no differences, 1 differences, each printed, 2 something could not be read. */
export const reconcileCommand = ({ comparing, clock }: ReconcileParts) =>
  ({
    'audit reconcile': async (options, output) => {
      const { since = new Date(clock.now() - COMPARED_BACK), workspace } = OPTIONS.parse(options);
      return sayReport(await compareRecordWithRuns(comparing(), { since, workspace }), workspace, output);
    },
  }) satisfies CommandTable;

async function sayReport(
  { from, findings, remarks, compared, runs }: RecordReport,
  workspace: string | undefined,
  { write, complain }: CommandOutput,
): Promise<number> {
  if (from === undefined) {
    await complain('The record is empty, so there is nothing to compare.');
    return 2;
  }
  if (compared.length + findings.length === 0 && workspace !== undefined) {
    await complain(`Neither the allowlist nor a request since then names the workspace ${workspace}.`);
    return 2;
  }
  const unread = findings.filter(({ code }) => code === 'not_readable');
  const differences = findings.filter(({ code }) => code !== 'not_readable');
  for (const one of differences) await write(plainText(sayRecordFinding(one)));
  for (const one of unread) await complain(plainText(sayRecordFinding(one)));
  for (const one of remarks) await write(`For information: ${plainText(sayRecordRemark(one))}`);
  await write(
    `${runs} runs in ${compared.length} workspaces since ${from.toISOString()} were compared with the record: ${differences.length} differences, ${unread.length} not read.`,
  );
  if (differences.length > 0) return 1;
  return unread.length > 0 ? 2 : 0;
}
