import type { PlantedDefect } from '../planted-defect.ts';

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
];
