import type { ActionRequest } from '../domain/request.ts';
import { type AuditCommand, withAuditLog } from './with-audit-log.ts';

/** Exit codes: 0 forgotten, 1 refused because the person has open requests, 2 could not run. */
export function runAuditForget({ person, ...command }: AuditCommand & { readonly person: string }): Promise<number> {
  const { write } = command;
  return withAuditLog(command, async (log) => {
    const answer = await log.forgetPerson(person);
    if ('open' in answer) {
      write(`Nothing was forgotten: ${person} has requests that are open.`);
      for (const request of answer.open) write(`  ${sayRequest(request)}`);
      write('Withdraw or deny them in Slack, or wait until they have ended, and run this again.');
      return 1;
    }
    const { texts, requests } = answer;
    write(
      texts + requests === 0
        ? `Nothing is left to forget of ${person}.`
        : `Forgotten of ${person}: ${texts} texts and what ${requests} requests said. Their ids stay, and the record still verifies.`,
    );
    return 0;
  });
}

const sayRequest = ({ id, state, askedAt, asked: { entry } }: ActionRequest): string =>
  `${id} ${entry.action} in ${entry.environment}, asked ${askedAt.toISOString()}, ${state}`;
