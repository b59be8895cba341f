import pLimit from 'p-limit';
import { z } from 'zod';
import { type Checked, exitCodeOf } from '../../domain/diagnosis.ts';
import { sayDiagnosis } from '../../domain/say-diagnosis.ts';
import type { CommandOutput, CommandTable } from './command.ts';

const OPTIONS = z.object({ json: z.boolean() });

/**
 * Makes every check inside the bot, one command at a time, since each makes many calls to both services. Exit codes: 0
 * no errors, 1 errors, 2 something could not be found out.
 */
export function doctorCommand(diagnose: () => Promise<readonly Checked[]>, version: string) {
  const oneAtATime = pLimit(1);
  return {
    async doctor(options: unknown, output: CommandOutput): Promise<number> {
      const { json } = OPTIONS.parse(options);
      if (oneAtATime.activeCount + oneAtATime.pendingCount > 0)
        await output.complain('Another doctor is running in the bot. This one starts when it ends.');
      const checks = await oneAtATime(diagnose);
      for (const line of sayDiagnosis(checks, { json, version })) await output.write(line);
      return exitCodeOf(checks);
    },
  } satisfies CommandTable;
}
