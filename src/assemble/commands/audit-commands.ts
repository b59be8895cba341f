import { z } from 'zod';
import type { ActionRequest } from '../../domain/request.ts';
import type { AuditLog } from '../../flows/ports/audit-log.ts';
import { exportAudit } from '../../flows/record/export-audit.ts';
import { verifyAuditLog } from '../../flows/record/verify-audit.ts';
import type { CommandOutput, CommandTable } from './command.ts';
import { sayReading } from './say-reading.ts';

const time = z.coerce.date().optional();

const EXPORT = z.object({
  format: z.enum(['jsonl', 'csv']),
  since: time,
  until: time,
  request: z.string().optional(),
});
const VERIFY = z.object({ heads: z.array(z.object({ seq: z.number(), hash: z.string() })) });
const FORGET = z.object({ person: z.string() });

/** The commands that read and change the audit record, for a running bot and for the command line alone. */
export const auditCommands = (log: AuditLog) =>
  ({
    /** Sends records page by page. */
    async 'audit export'(options, output) {
      const { format, ...filter } = EXPORT.parse(options);
      for await (const page of exportAudit(log, format, filter)) await output.send(page);
      return 0;
    },
    /** Exit codes: 0 all records are intact, 1 faults, each printed with its record. */
    async 'audit verify'(options, output) {
      return sayReading(await verifyAuditLog(log, VERIFY.parse(options).heads), output);
    },
    /** Exit codes: 0 forgotten, 1 refused because the person has open requests. */
    'audit forget': (options, output) => forget(log, FORGET.parse(options).person, output),
  }) satisfies CommandTable;

async function forget(log: AuditLog, person: string, { write }: CommandOutput): Promise<number> {
  const answer = await log.forgetPerson(person);
  if ('open' in answer) {
    await write(`Nothing was forgotten: ${person} has requests that are open.`);
    for (const request of answer.open) await write(`  ${sayRequest(request)}`);
    await write('Withdraw or deny them in Slack, or wait until they have ended, and run this again.');
    return 1;
  }
  const { texts, requests } = answer;
  await write(
    texts + requests === 0
      ? `Nothing is left to forget of ${person}.`
      : `Forgotten of ${person}: ${texts} texts and what ${requests} requests said. Their ids stay, and the record still verifies.`,
  );
  return 0;
}

const sayRequest = ({ id, state, askedAt, asked: { entry } }: ActionRequest): string =>
  `${id} ${entry.action} in ${entry.environment}, asked ${askedAt.toISOString()}, ${state}`;
