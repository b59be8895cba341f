import type { PlantedDefect } from '../planted-defect.ts';

const RECONCILED = 'The record and the runs in HCP Terraform are compared, and what is not read is never nothing.';
const NOT_LOST = 'No request is silently lost.';
const ON_RECORD = 'On the record.';
const CHAIN = { file: 'test/store/tampering.test.ts' };
const DIGEST = { file: 'test/domain/digest.test.ts' };

/** A digest that does not cover one field of what was asked. */
const withoutField = (field: string): PlantedDefect => ({
  name: `digest: it does not cover ${field}`,
  file: 'src/domain/digest.ts',
  replace: 'canonicalJson(asked)',
  by: `canonicalJson({ ...asked, ${field}: undefined })`,
  breaks: 'What was approved is what runs.',
  noticedBy: [DIGEST],
});

const FIELDS = [
  'entry',
  'parameters',
  'workspaceId',
  'workspaceName',
  'organization',
  'configurationVersionId',
  'salt',
];

export const RECORD: readonly PlantedDefect[] = [
  ...FIELDS.map(withoutField),
  {
    name: 'digest: only the top level counts',
    file: 'src/domain/canonical-json.ts',
    replace: `\${canonicalJson(member)}\`);`,
    by: `\${String(member)}\`);`,
    breaks: 'What was approved is what runs.',
    noticedBy: [DIGEST],
  },
  {
    name: 'chain: a record that was taken out is not missed',
    file: 'src/domain/audit-chain.ts',
    replace: 'if (!isPart && seq !== expected) return',
    by: 'if (!isPart && seq < expected) return',
    breaks: ON_RECORD,
    noticedBy: [CHAIN],
  },
  {
    name: 'chain: a changed text is not noticed',
    file: 'src/domain/audit-chain.ts',
    replace: 'record.texts[name] !== hashText(salt, text)',
    by: 'record.texts[name] === hashText(salt, text) && false',
    breaks: ON_RECORD,
    noticedBy: [CHAIN],
  },
  {
    name: 'chain: the time of a record is not covered',
    file: 'src/domain/audit-chain.ts',
    replace: '{ ...record, at: at.toISOString() }',
    by: '{ ...record, at: String(at).slice(0, 0) }',
    breaks: ON_RECORD,
    noticedBy: [CHAIN],
  },
  {
    name: 'chain: a head that was kept elsewhere is not compared',
    file: 'src/flows/record/verify-audit.ts',
    replace: 'heads.every(({ hash }) => hash === record.hash)',
    by: 'heads.every(({ hash }) => hash !== null)',
    breaks: ON_RECORD,
    noticedBy: [CHAIN],
  },
  {
    name: 'record: a move that somebody else was first with is made all the same',
    file: 'src/store/request-store.ts',
    replace: "    .where('requests.version', '=', request.version)\n",
    by: '',
    breaks: 'Of two decisions in one instant one counts.',
    noticedBy: [{ file: 'test/store/request-store.test.ts' }],
  },
  {
    name: 'record: the work that a state owes is not put with it',
    file: 'src/store/request-store.ts',
    replace: 'const due = [...named, ...newlyOwed(before, now(), after, named)];',
    by: 'void before; const due = [...named];',
    breaks: NOT_LOST,
    noticedBy: [{ file: 'test/store/owed-work.test.ts' }],
  },
  {
    name: 'record: whoever lost the lease still writes',
    file: 'src/store/request-store.ts',
    replace: 'if (move.fence !== undefined && !(await isLeaseHeld(transaction, move.fence))) return undefined;',
    by: 'void doesHold;',
    breaks: 'Of two replicas one follows a run.',
    noticedBy: [{ file: 'test/store/leases.test.ts' }],
  },
  {
    name: 'disk: fsync is counted and not done',
    file: 'src/store/durable-files.ts',
    replace: 'fdatasyncSync(stream.nfd);',
    by: 'void fdatasyncSync; void stream;',
    breaks: NOT_LOST,
    noticedBy: [{ file: 'test/store/embedded.test.ts' }],
  },
  {
    name: 'reconcile: a run that was confirmed with the bot token is not looked at',
    file: 'src/domain/compare-record.ts',
    replace: '!isBots(createdBy) && !isBots(confirmedBy)',
    by: '!isBots(createdBy)',
    breaks: RECONCILED,
    noticedBy: [{ file: 'test/cli/audit-reconcile.test.ts', titled: /behind the bot/ }],
  },
  {
    name: 'reconcile: only the first page of runs is read',
    file: 'src/terraform/list-runs.ts',
    replace: 'if (isPast ||',
    by: 'if (page === 1 || isPast ||',
    breaks: RECONCILED,
    noticedBy: [{ file: 'test/cli/audit-reconcile.test.ts', titled: /second page/ }],
  },
  {
    name: 'reconcile: what could not be read counts as nothing',
    file: 'src/assemble/commands/reconcile-command.ts',
    replace: 'return unread.length > 0 ? 2 : 0;',
    by: 'return 0;',
    breaks: RECONCILED,
    noticedBy: [{ file: 'test/cli/audit-reconcile.test.ts', titled: /never nothing/ }],
  },
  {
    name: 'reconcile: run lists that nobody waits for take the whole budget',
    file: 'src/terraform/calling/budget.ts',
    replace: '...(isRunList && isSpare ? [spareRunLists] : [])',
    by: '...(isRunList && isSpare ? [] : [])',
    breaks: RECONCILED,
    noticedBy: [{ file: 'test/terraform/budget.test.ts' }],
  },
  {
    name: 'reconcile: a workspace that was not read counts as mended',
    file: 'src/domain/record-drift.ts',
    replace: "source === 'record' && !unread.has(workspace ?? '')",
    by: "source === 'record' && workspace !== undefined",
    breaks: RECONCILED,
    noticedBy: [{ file: 'test/store/drift-book.test.ts' }],
  },
  {
    name: 'reconcile: the hourly checks mend what the record showed',
    file: 'src/domain/drift.ts',
    replace: "if (source === 'record') return false;",
    by: '',
    breaks: RECONCILED,
    noticedBy: [{ file: 'test/store/drift-book.test.ts' }, { file: 'test/conversations/record-compared.test.ts' }],
  },
];
