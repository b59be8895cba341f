import { openAuditLog } from '../assemble/audit-log.ts';
import { sayError } from '../assemble/say-error.ts';
import type { AuditLog } from '../flows/ports/audit-log.ts';
import { systemClock } from '../main.ts';

export interface AuditCommand {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Writes a line of the result. */
  readonly write: (line: string) => void;
  /** Writes a line about a problem. */
  readonly complain: (line: string) => void;
}

/** Opens the audit record, runs `work` and closes it. On an error it complains and returns 2. */
export async function withAuditLog(
  { env, complain }: AuditCommand,
  work: (log: AuditLog) => Promise<number>,
): Promise<number> {
  try {
    const { auditLog, close } = await openAuditLog(env, systemClock);
    try {
      return await work(auditLog);
    } finally {
      await close();
    }
  } catch (error) {
    complain(sayError(error));
    return 2;
  }
}
