import { openAuditLog } from '../assemble/audit-log.ts';
import { sayError } from '../assemble/say-error.ts';
import type { AuditLog } from '../flows/ports/audit-log.ts';
import { systemClock } from '../main.ts';

export interface AuditCommand {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Takes a line of what was asked for. */
  readonly write: (line: string) => void;
  /** Takes a line about what went wrong. */
  readonly complain: (line: string) => void;
}

/** Opens the record, does something with it and closes it again. What cannot be done is said, and 2. */
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
