import type { PlantedDefect } from '../planted-defect.ts';

const APPROVED_RUNS = 'What was approved is what runs.';
const FROZEN = 'Nothing runs in a freeze.';

export const RECHECKS: readonly PlantedDefect[] = [
  {
    name: 'held: a changed entry is what was approved',
    file: 'src/flows/guarding/recheck-request.ts',
    replace: 'if (digestOf({ ...asked, entry }) === digest) return entry;',
    by: "if (digestOf({ ...asked, entry }) !== '' || digest) return entry;",
    breaks: APPROVED_RUNS,
    noticedBy: [{ file: 'test/proofs/voided.test.ts' }],
  },
  {
    name: 'held: a new configuration version is what was approved',
    file: 'src/flows/guarding/recheck-request.ts',
    replace: 'if (now === asked.configurationVersionId) return facts;',
    by: "if (now !== '') return facts;",
    breaks: APPROVED_RUNS,
    noticedBy: [{ file: 'test/proofs/voided.test.ts' }],
  },
  {
    name: 'held: a renamed workspace is what was approved',
    file: 'src/flows/guarding/recheck-request.ts',
    replace: 'if (workspace.name !== known)\n',
    by: 'if (workspace.name === null)\n',
    breaks: APPROVED_RUNS,
    noticedBy: [{ file: 'test/proofs/voided.test.ts' }],
  },
  {
    name: 'held: a freeze that begins in the last moment is passed over',
    file: 'src/flows/guarding/last-check.ts',
    replace: "return freezeAt(all, checked.entry, new Date(now)) === undefined ? undefined : 'frozen';",
    by: "return freezeAt(all, checked.entry, new Date(now)) === null ? 'frozen' : undefined;",
    breaks: FROZEN,
    noticedBy: [{ file: 'test/conversations/check-and-act.test.ts' }],
  },
  {
    name: 'held: a replica with an older allowlist creates',
    file: 'src/flows/guarding/last-check.ts',
    replace: 'if (moment.allowlist !== undefined && moment.allowlist !== checked.allowlist) return',
    by: 'if (moment.allowlist === null) return',
    breaks: 'Only the list.',
    noticedBy: [{ file: 'test/proofs/older-allowlist.test.ts' }],
  },
  {
    name: 'freezes: one of another action holds too',
    file: 'src/domain/freeze.ts',
    replace: '(actions === undefined || actions.includes(action));',
    by: 'actions !== null;',
    breaks: FROZEN,
    noticedBy: [{ file: 'test/domain/freeze.test.ts' }],
  },
  {
    name: 'freezes: of several the shortest counts',
    file: 'src/domain/freeze.ts',
    replace: 'one.until > last.until ? one : last',
    by: 'one.until < last.until ? one : last',
    breaks: FROZEN,
    noticedBy: [{ file: 'test/domain/freeze.test.ts' }],
  },
  {
    name: 'guards: one more than max_open',
    file: 'src/domain/tally.ts',
    replace: 'openOfEntry < maxOpen',
    by: 'openOfEntry <= maxOpen',
    breaks: 'Only the list.',
    noticedBy: [{ file: 'test/domain/guards.test.ts' }],
  },
  {
    name: 'guards: two who press in the same instant both pass',
    file: 'src/flows/guarding/check-guards.ts',
    replace: 'tally.identical === undefined && refuse(deps, request, tally) === undefined;',
    by: 'refuse(deps, request, tally) !== null;',
    breaks: 'Only the list.',
    noticedBy: [{ file: 'test/conversations/guards.test.ts' }],
  },
];
