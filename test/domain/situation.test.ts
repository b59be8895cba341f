import { describe, expect, test } from 'vitest';
import type { ActionRequest, Blocked, Ending } from '../../src/domain/request.ts';
import { type Situation, situationOf } from '../../src/domain/situation.ts';
import { anasRequest, someRun } from '../store/requests.ts';

const AT = new Date('2026-03-02T03:20:00.000Z');
const LIMIT = new Date('2026-03-02T04:20:00.000Z');
const freeze = { name: 'sale', from: AT, until: LIMIT };
const ending: Ending = { state: 'withdrawn', because: 'Ana withdrew it' };
const canceled: Ending = { state: 'canceled', because: 'Ana canceled it' };
const lock: Blocked = { by: 'lock', what: '', who: 'mia', since: AT };
const queue: Blocked = { by: 'queue', what: 'plan_queued', who: undefined, since: AT };

const { asked } = anasRequest();
const previewed = { ...asked, entry: { ...asked.entry, preview: true } };
const running = (status: string, more: Partial<ActionRequest> = {}): Partial<ActionRequest> => ({
  state: 'running',
  runId: 'run-1',
  run: { ...someRun, status },
  ...more,
});
const confirmed = { confirmedAt: AT, confirmedBy: 'U0BEN00001' } as const;

const CASES: readonly (readonly [string, Partial<ActionRequest>, Partial<Situation>])[] = [
  ['Run it was not pressed', { state: 'unconfirmed' }, { kind: 'unconfirmed' }],
  ['nobody approved yet', { state: 'awaiting_approval' }, { kind: 'waiting_for_approvals' }],
  [
    'a preview comes first, and a freeze holds the approvals',
    { state: 'awaiting_approval', asked: previewed, preview: { stage: 'planning' }, heldBy: freeze },
    { kind: 'waiting_for_preview', before: 'approvals', freeze },
  ],
  [
    'a preview that passed holds nothing up',
    { state: 'awaiting_approval', asked: previewed, preview: { stage: 'passed' } },
    { kind: 'waiting_for_approvals' },
  ],
  ['a freeze holds the run', { state: 'approved', heldBy: freeze }, { kind: 'held_by_freeze', before: 'run', freeze }],
  ['nothing is in the way', { state: 'approved', deadline: LIMIT }, { kind: 'about_to_be_created', until: LIMIT }],
  [
    'the workspace was busy',
    { state: 'approved', blocked: { ...lock, by: 'conflict' } },
    { kind: 'blocked', by: 'conflict', goal: 'planned' },
  ],
  ['the call is under way', { state: 'creating' }, { kind: 'being_created' }],
  ['the call got no answer', { state: 'creating', looksDone: 0 }, { kind: 'looking_for_run' }],
  [
    'withdrawn before its run is known',
    { state: 'creating', looksDone: 0, ending },
    { kind: 'ending_unknown_run', ending },
  ],
  ['the workspace is locked', running('pending', { blocked: lock }), { kind: 'blocked', by: 'lock' }],
  ['no worker plans it', running('plan_queued', { blocked: queue }), { kind: 'queued', confirmedBy: undefined }],
  [
    'no worker applies it',
    running('apply_queued', { ...confirmed, blocked: { ...queue, what: 'apply_queued' }, deadline: LIMIT }),
    { kind: 'queued', confirmedBy: 'U0BEN00001', until: undefined },
  ],
  ['it is planned now', running('planning', { deadline: LIMIT }), { kind: 'planning', goal: 'planned', until: LIMIT }],
  [
    'a person has to confirm it here',
    running('planned', { waiting: { since: AT, because: 'by_hand' } }),
    { kind: 'waiting_for_person', because: 'by_hand' },
  ],
  [
    'a person decides in HCP Terraform',
    running('policy_override', { waiting: { since: AT, because: 'hcp_terraform', status: 'policy_override' } }),
    { kind: 'waiting_in_hcp_terraform', status: 'policy_override' },
  ],
  [
    'confirmed here, and not shown there',
    running('planned', { ...confirmed, waiting: { since: AT, because: 'by_hand' } }),
    { kind: 'being_confirmed', by: 'U0BEN00001' },
  ],
  ['applying', running('applying', confirmed), { kind: 'applying', stage: 'applying', by: 'U0BEN00001' }],
  ['confirmed there', running('apply_queued'), { kind: 'applying', stage: 'waiting_to_apply', by: 'hcp_terraform' }],
  ['run tasks go on', running('post_apply_running', confirmed), { kind: 'applying', stage: 'run_tasks' }],
  ['withdrawn', running('planned', { ending }), { kind: 'being_ended', ending }],
  ['withdrawn while it applied', running('applying', { ending, ...confirmed }), { kind: 'ended_too_late', ending }],
  ['canceled while it applies', running('applying', { ending: canceled }), { kind: 'being_ended', ending: canceled }],
  ['nobody says how it ended', running('applied', { verdictAsked: 1 }), { kind: 'run_is_over', isUnknown: true }],
  [
    'settled, whatever else is left on it',
    { state: 'failed', heldBy: freeze, blocked: lock, ending },
    { kind: 'settled' },
  ],
];

describe('where a request really stands', () => {
  test.each(CASES)('%s', (_what, request, situation) => {
    expect(situationOf(anasRequest(request))).toMatchObject(situation);
  });

  test('no two of its fields at once lead to two answers: an ending comes first, then a person, then what is in the way', () => {
    const all = { waiting: { since: AT, because: 'by_hand' } as const, blocked: lock, verdictAsked: 1 };
    expect(situationOf(anasRequest(running('planned', { ...all, ending }))).kind).toBe('being_ended');
    expect(situationOf(anasRequest(running('planned', all))).kind).toBe('waiting_for_person');
    expect(situationOf(anasRequest(running('planned', { ...all, waiting: undefined }))).kind).toBe('blocked');
  });
});
