import type { PlantedDefect } from '../planted-defect.ts';

const AT_MOST_ONE = 'At most one run is ever applied for a request.';
const NOT_LOST = 'No request is silently lost.';
const APPROVED_RUNS = 'What was approved is what runs.';
const EXACTLY_ONE = 'test/conversations/exactly-one-run.test.ts';
const BUDGET = 'The bot leaves the calls of others in the rate limit alone.';

export const FINDING: readonly PlantedDefect[] = [
  {
    name: 'finding: of two runs the newest is found first',
    file: 'src/terraform/find-runs.ts',
    replace: 'timeOf(one) - timeOf(other)',
    by: 'timeOf(other) - timeOf(one)',
    breaks: AT_MOST_ONE,
    noticedBy: [{ file: 'test/terraform/find-runs.test.ts' }],
  },
  {
    name: 'finding: of two runs the newest is adopted',
    file: 'src/flows/creating/find-run.ts',
    replace: 'const [oldest, ...others] = inOrderOfAdoption(request, runs);',
    by: 'const [oldest, ...others] = [...inOrderOfAdoption(request, runs)].reverse();',
    breaks: AT_MOST_ONE,
    noticedBy: [{ file: EXACTLY_ONE, titled: /created twice, reply lost/ }],
  },
  {
    name: 'finding: a second run that was found is not discarded',
    file: 'src/flows/creating/find-run.ts',
    replace: 'for (const orphan of orphans) await discardOrphan(deps, now, orphan);',
    by: 'void orphans; void discardOrphan;',
    breaks: AT_MOST_ONE,
    noticedBy: [{ file: EXACTLY_ONE, titled: /created twice, reply lost|turns up 4 minutes/ }],
  },
  {
    name: 'finding: a run that turns up after the request was given up is kept',
    file: 'src/flows/creating/find-run.ts',
    replace: "now.state === 'unresolved' && oldest !== undefined ? runs : others",
    by: 'others',
    breaks: AT_MOST_ONE,
    noticedBy: [{ file: EXACTLY_ONE, titled: /turns up 4 minutes/ }],
  },
  {
    name: 'finding: the look an hour after giving up is dropped',
    file: 'src/domain/owed-work.ts',
    replace: '[5 * MINUTE, 15 * MINUTE, HOUR]',
    by: '[5 * MINUTE, 15 * MINUTE]',
    breaks: AT_MOST_ONE,
    noticedBy: [{ file: 'test/conversations/exactly-one-run.test.ts', titled: /turns up 45 minutes/ }],
  },
  {
    name: 'finding: looking for a run counts as no run list',
    file: 'src/terraform/find-runs.ts',
    replace: 'isRunList: true',
    by: 'isRunList: false',
    breaks: BUDGET,
    noticedBy: [{ file: 'test/terraform/find-runs.test.ts' }],
  },
  {
    name: 'finding: a look that failed counts as one that found nothing',
    file: 'src/terraform/find-runs.ts',
    replace: `if (newest === undefined) throw new Unreachable(\`the runs of \${workspaceId} are not shown\`, 404);`,
    by: 'void Unreachable; if (newest === undefined) return [];',
    breaks: NOT_LOST,
    noticedBy: [{ file: 'test/terraform/find-runs.test.ts' }],
  },
  {
    name: 'finding: a look while the call may still be answered counts',
    file: 'src/domain/look-count.ts',
    replace: "now < answeredBy(creatingSince).getTime() ? 'too_early' : 'counts'",
    by: "now < 0 ? 'too_early' : 'counts'",
    breaks: NOT_LOST,
    noticedBy: [{ file: 'test/domain/look-count.test.ts' }],
  },
  {
    name: 'keeping: a second run of a call that was answered is not discarded',
    file: 'src/flows/creating/keep-run.ts',
    replace: '    await discardOrphan(deps, request, run);\n',
    by: '',
    breaks: AT_MOST_ONE,
    noticedBy: [{ file: 'test/flows/keep-run.test.ts' }],
  },
  {
    name: 'keeping: a run that differs is kept without ending it',
    file: 'src/flows/creating/keep-run.ts',
    replace: 'if (first === undefined) return known;',
    by: 'if (first !== null) return known;',
    breaks: APPROVED_RUNS,
    noticedBy: [{ file: 'test/proofs/compared-run.test.ts', titled: /has other variables|would apply itself/ }],
  },
  {
    name: 'keeping: an answer that shows a run without our token is taken for ours',
    file: 'src/flows/creating/keep-run.ts',
    replace: '!carriesToken(creation.run.message, token)',
    by: "!carriesToken(creation.run.message + ' ' + token, token)",
    breaks: AT_MOST_ONE,
    noticedBy: [{ file: 'test/proofs/compared-run.test.ts', titled: /answers 201 with another run/ }],
  },
  {
    name: 'orphans: a run without our token is ended too',
    file: 'src/flows/creating/discard-orphans.ts',
    replace: '!carriesToken(run.message, request.token) ||',
    by: 'carriesToken === undefined ||',
    breaks: 'Runs of other people are left alone.',
    noticedBy: [{ file: 'test/flows/keep-run.test.ts' }],
  },
  {
    name: 'orphans: the workspace is not looked at after an ending',
    file: 'src/flows/creating/discard-orphans.ts',
    replace: 'if (workspace?.currentRun !== undefined) await',
    by: 'if (workspace === null) await',
    breaks: AT_MOST_ONE,
    noticedBy: [{ file: 'test/flows/keep-run.test.ts' }],
  },
];
