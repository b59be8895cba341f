import fc from 'fast-check';
import type { ApprovalLine, Entry } from '../../src/domain/entry.ts';
import { isSettled, type RequestState } from '../../src/domain/lifecycle.ts';
import type { Milestone } from '../../src/domain/milestone.ts';
import type { PeopleList } from '../../src/domain/person.ts';
import type { ActionRequest, Decision } from '../../src/domain/request.ts';
import { roomForParameters } from '../../src/domain/shown-whole.ts';
import { STATE_WORDS } from '../../src/slack/views/state-words.ts';
import { anasRequest, bensApproval, someRun } from '../store/requests.ts';

const STATES = Object.keys(STATE_WORDS) as readonly RequestState[];

const at = new Date('2026-11-27T12:00:00.000Z');
const until = new Date('2026-11-30T12:00:00.000Z');

const letters = (least: number, most: number, characters: string) =>
  fc.string({ unit: fc.constantFrom(...characters), minLength: least, maxLength: most });
const name = letters(1, 40, 'abcdefghijklmnopqrstuvwxyz_-').map((text) => `p${text}`.slice(0, 40));
const person = letters(4, 20, 'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789').map((text) => `U${text}`);
const group = person.map((id) => `S${id.slice(1)}`);
const typed = (most: number) => letters(1, most, 'aaaaaaaaaaaaaaaa bcdefgäö&<>*_`~|=,“😀');

/** The number of people in a list: few, a team, a department. */
const size = fc.oneof(fc.constant(1), fc.constantFrom(5, 40), fc.constantFrom(120, 230, 600));
const list = (people: fc.Arbitrary<number>): fc.Arbitrary<PeopleList> =>
  people.chain((most) =>
    fc
      .record({
        people: fc.array(person, { minLength: most, maxLength: most }),
        groups: fc.array(group, { maxLength: 2 }),
      })
      .map((ids) => ({ everyone: false, ...ids })),
  );
const line: fc.Arbitrary<ApprovalLine> = fc.record({ from: list(size), count: fc.integer({ min: 1, max: 20 }) });
const nobody: PeopleList = { everyone: false, people: [], groups: [] };

const entry: fc.Arbitrary<Entry> = fc
  .record({
    action: name,
    environment: name,
    description: typed(200),
    organization: letters(1, 100, 'abcXYZ_-'),
    workspace: letters(1, 100, 'abcXYZ_-'),
    key: letters(1, 440, 'abc&<>'),
    required: fc.array(line, { maxLength: 3 }),
    requesters: list(size),
    breakGlass: fc.oneof(fc.constant(nobody), list(fc.constant(3))),
    notifyFailure: list(size),
    apply: fc.constantFrom('automatic', 'by_hand', 'rehearse'),
    startWithin: fc.integer({ min: 1_000, max: 31_536_000_000 }),
    confirmWithin: fc.integer({ min: 1_000, max: 31_536_000_000 }),
    expires: fc.integer({ min: 1_000, max: 31_536_000_000 }),
    preview: fc.boolean(),
  })
  .map(({ key, required, requesters, expires, ...others }) => ({
    ...others,
    address: `module.m["${key}"].action.aws_lambda_invoke.cleanup`,
    requesters: [requesters],
    channels: [],
    approval: { required, expires, allowRequester: false },
    maxInvocations: 1,
    viewers: nobody,
    parameters: {},
  }));

const values = fc.array(fc.tuple(name, typed(1_000)), { maxLength: 12 });

/** As many of these values as one message has room for, and another that fills it to the last character. */
function fill(room: number, wanted: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  const filled = new Map<string, string>();
  const lengthOf = (value: string) => value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').length;
  let left = room;
  for (const [parameter, value] of wanted) {
    const takes = parameter.length + 4 + lengthOf(value);
    if (takes > left || filled.has(parameter)) continue;
    filled.set(parameter, value);
    left -= takes;
  }
  for (let index = 0; left > 10 && index < 20; index += 1) {
    const parameter = `z${index}`;
    const value = 'z'.repeat(Math.max(1, Math.min(1_000, left - parameter.length - 4)));
    filled.set(parameter, value);
    left -= parameter.length + 4 + value.length;
  }
  return Object.fromEntries(filled);
}

const facts = fc.record({
  requesterName: typed(80),
  reason: letters(1, 1_000, 'aaaaaaaaaaaaaaaaaaaaaaaa bcd&<😀'),
  said: typed(2_000),
  excerpt: typed(1_500),
  joined: fc.array(person, { maxLength: 400 }),
  freezeName: typed(80),
  freezeReason: typed(200),
  who: typed(200),
  waiting: fc.constantFrom(undefined, 'by_hand', 'invocations_unknown', 'confirm_refused', 'hcp_terraform'),
  blocked: fc.constantFrom(undefined, 'run', 'lock', 'conflict'),
  isFilled: fc.boolean(),
  has: fc.record({
    glass: fc.boolean(),
    freeze: fc.boolean(),
    run: fc.boolean(),
    away: fc.boolean(),
    preview: fc.boolean(),
    ending: fc.boolean(),
    progress: fc.boolean(),
    reposted: fc.boolean(),
    approved: fc.boolean(),
  }),
});
type Facts = typeof facts extends fc.Arbitrary<infer Value> ? Value : never;

/** Requests in which everything is as long as the allowlist, people and HCP Terraform allow. `room` may be negative. */
export const requests = fc
  .record({ state: fc.constantFrom(...STATES), entry, values, facts })
  .map(({ state, entry: asked, values: wanted, facts: given }) => {
    const shown = { ...asked, workspaceName: asked.workspace };
    const room = roomForParameters(shown);
    const parameters = fill(given.isFilled ? room : Math.min(room, 200), wanted);
    return { room, request: requestWith(state, asked, parameters, given) };
  });

function requestWith(
  state: RequestState,
  asked: Entry,
  parameters: Readonly<Record<string, string>>,
  given: Facts,
): ActionRequest {
  const { has } = given;
  const settled = isSettled(state);
  const freeze = { name: given.freezeName, reason: given.freezeReason, from: at, until };
  const isHeld = has.freeze && ['unconfirmed', 'awaiting_approval', 'approved'].includes(state);
  const glass =
    has.glass && asked.breakGlass.people.length > 0 && !['unconfirmed', 'awaiting_approval'].includes(state);
  const running = state === 'running';
  const actions = { confirmable: true, discardable: has.ending, cancelable: true };
  return anasRequest({
    state,
    requester: 'U0ANA000012345678901',
    requesterName: given.requesterName,
    asked: {
      entry: asked,
      parameters,
      workspaceId: 'ws-prod',
      workspaceName: asked.workspace,
      organization: asked.organization,
      configurationVersionId: 'cv-1',
    },
    deadline: until,
    decisions: decisionsOf(state, asked, given),
    joined: given.joined,
    ...(has.reposted && { reposted: true }),
    ...(isHeld && { heldBy: freeze }),
    ...(glass && { brokenGlass: { person: 'U0EVA00001', at, reason: given.reason, missing: 3, freeze } }),
    ...(has.preview && { preview: { stage: 'passed', runId: 'run-PreviewPreview01', passedAt: at } as const }),
    ...(has.away && { away: { what: 'hcp_terraform', since: at } as const }),
    ...((running || (settled && has.run)) && { runId: 'run-CZcmD7eagjhyX0vN' }),
    ...(running && {
      run: { ...someRun, status: has.progress ? 'applying' : 'planned', actions },
      runReadAt: at,
      actionProgress: { text: given.said.slice(0, 150), at },
      ...(given.waiting !== undefined && {
        waiting: { since: at, because: given.waiting, status: 'policy_soft_failed' },
      }),
    }),
    ...(given.blocked !== undefined && { blocked: { by: given.blocked, what: given.said, who: given.who, since: at } }),
    ...(settled && { settledAt: at, outcome: given.said, hint: given.said, excerpt: given.excerpt }),
  });
}

/** All required people have approved, or all but one, and somebody may have denied. */
function decisionsOf(state: RequestState, { approval }: Entry, { has, reason }: Facts): readonly Decision[] {
  const places = approval.required.reduce((sum, { count }) => sum + count, 0);
  const approvals = state === 'awaiting_approval' ? places - 1 : places;
  const approve = Array.from({ length: has.approved ? Math.max(0, approvals) : 0 }, (_, index) => ({
    ...bensApproval,
    person: `U0APPROVER${String(index).padStart(10, '0')}`,
  }));
  return state === 'denied' ? [...approve, { ...bensApproval, kind: 'deny', reason }] : approve;
}

/** Everything that a thread can say. */
export const MILESTONES: readonly Milestone[] = [
  { kind: 'approved_by', person: 'U0BEN00001', waitingForMore: true },
  { kind: 'previewed', runId: 'run-1', invocations: 1 },
  { kind: 'run_created', runId: 'run-1', found: true },
  { kind: 'creation_unknown' },
  { kind: 'planned', invocations: 1 },
  { kind: 'waiting_for_person' },
  { kind: 'waiting_in_hcp_terraform', status: 'policy_soft_failed', endBy: 'discard' },
  { kind: 'applying', by: 'U0BEN00001' },
  { kind: 'ending', because: '@U0BEN00001 canceled it' },
  { kind: 'held', freeze: { name: 'winter', from: at, until } as Extract<Milestone, { kind: 'held' }>['freeze'] },
  { kind: 'glass_broken' },
  { kind: 'reminder', until },
  { kind: 'orphan_discarded', runId: 'run-1' },
  { kind: 'posted_elsewhere' },
  { kind: 'settled' },
];
