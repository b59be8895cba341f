import type { PlantedDefect } from '../planted-defect.ts';

const AT_MOST_ONE = 'At most one run is ever applied for a request.';
const APPROVED_RUNS = 'What was approved is what runs.';
const EXACTLY_ONE = 'test/conversations/exactly-one-run.test.ts';
const BUDGET = 'The bot leaves the calls of others in the rate limit alone.';

export const CREATING: readonly PlantedDefect[] = [
  {
    name: 'creating: an approved request is created after its deadline',
    file: 'src/flows/creating/create-run.ts',
    replace: 'if (request.deadline !== undefined && request.deadline.getTime() <= now) {',
    by: 'if (request.deadline !== undefined && request.deadline.getTime() <= 0) {',
    breaks: 'What was approved for an hour is not run later.',
    noticedBy: [{ file: 'test/flows/create-run.test.ts' }],
  },
  {
    name: 'creating: the deadline passes while the call waits for its turn',
    file: 'src/flows/guarding/last-check.ts',
    replace: 'if (isOutOfTime({ deadline }, now)) ',
    by: 'if (isOutOfTime({ deadline }, 0)) ',
    breaks: 'What was approved for an hour is not run later.',
    noticedBy: [{ file: 'test/flows/create-run.test.ts' }],
  },
  {
    name: 'creating: a kept expiry is forgotten where creating is postponed',
    file: 'src/flows/creating/create-run.ts',
    replace: '  if (ending !== undefined) {\n    return {',
    by: "  if (ending?.state === 'withdrawn') {\n    return {",
    breaks: 'What was approved for an hour is not run later.',
    noticedBy: [{ file: 'test/conversations/ended-while-created.test.ts', titled: /time to start/ }],
  },
  {
    name: 'creating: a kept Withdraw is forgotten where creating is postponed',
    file: 'src/flows/creating/create-run.ts',
    replace: '  if (ending !== undefined) {\n    return {',
    by: "  if (ending?.state === 'expired') {\n    return {",
    breaks: 'What was withdrawn does not run.',
    noticedBy: [{ file: 'test/conversations/ended-while-created.test.ts', titled: /ana withdraws/ }],
  },
  {
    name: 'creating: it does not wait as long as HCP Terraform said',
    file: 'src/flows/creating/create-run.ts',
    replace: 'createNotBefore !== undefined && createNotBefore.getTime() > now',
    by: 'createNotBefore !== undefined && createNotBefore.getTime() > now + 1e12',
    breaks: BUDGET,
    noticedBy: [{ file: 'test/flows/create-run.test.ts' }],
  },
  {
    name: 'creating: a new token after an answer that proves that there is no run',
    file: 'src/flows/creating/create-once.ts',
    replace: 'course.tokenOf(request) ?? deps.randomHex()',
    by: 'deps.randomHex()',
    breaks: AT_MOST_ONE,
    noticedBy: [{ file: 'test/conversations/exactly-one-run.test.ts', titled: /rate limited/ }],
  },
  {
    name: 'creating: a call that got no answer is sent again',
    file: 'src/terraform/create-run.ts',
    replace: "return { kind: 'unknown', why: error instanceof NoAnswer ? error.message : 'the call broke' };",
    by: "return { kind: 'later', why: 'rate_limited', afterMilliseconds: 0, said: String(error instanceof NoAnswer) };",
    breaks: AT_MOST_ONE,
    noticedBy: [{ file: EXACTLY_ONE, titled: /reply lost/ }],
  },
  {
    name: 'creating: 500 is taken for a refusal',
    file: 'src/terraform/create-run.ts',
    replace: "default:\n      return { kind: 'unknown'",
    by: "default:\n      if (status > 0) return refused;\n      return { kind: 'unknown'",
    breaks: AT_MOST_ONE,
    noticedBy: [{ file: EXACTLY_ONE, titled: /unavailable, created/ }],
  },
  {
    name: 'creating: HCP Terraform may apply the run itself',
    file: 'src/terraform/create-run.ts',
    replace: "'auto-apply': false,",
    by: "'auto-apply': undefined,",
    breaks: APPROVED_RUNS,
    noticedBy: [{ file: 'test/terraform/create-run.test.ts' }],
  },
  {
    name: 'creating: the call goes over a connection that the server may be closing',
    file: 'src/terraform/create-run.ts',
    replace: ', freshConnection: true',
    by: '',
    breaks: AT_MOST_ONE,
    noticedBy: [{ file: 'test/terraform/create-run.test.ts', titled: /connection of its own/ }],
  },
  {
    name: 'creating: a decision that reached the record late is carried out',
    file: 'src/flows/creating/create-once.ts',
    replace: 'const isInTime = deps.clock.now() - began <= CARRIED_OUT_WITHIN;',
    by: 'const isInTime = true;',
    breaks: 'A check and what it allows are not far apart.',
    noticedBy: [{ file: 'test/flows/create-run.test.ts' }],
  },
];
