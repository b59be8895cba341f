import type { Entry } from '../../src/domain/entry.ts';
import type { Freeze } from '../../src/domain/freeze.ts';
import { NEXT, type RequestState } from '../../src/domain/lifecycle.ts';
import type { Milestone } from '../../src/domain/milestone.ts';
import type { EndingReason, Outcome, PreviewFault, StaleReason } from '../../src/domain/outcome.ts';
import type { ActionRequest, Ending, WaitingForPerson } from '../../src/domain/request.ts';
import { endingAs, milestoneOf } from '../../src/domain/say-ending.ts';
import { endedAs } from '../../src/domain/say-outcome.ts';
import { anasRequest, bensApproval, someRun } from '../store/requests.ts';

// Requests in which all text from people and services is hostile.

export const ADDRESS = 'https://app.terraform.example';
const AT = new Date('2026-03-02T03:20:00.000Z');
const UNTIL = new Date('2026-03-02T05:00:00.000Z');
const { entry } = anasRequest().asked;

/** Parameters with invisible characters are refused before there is a request. */
const typed = (words: string): string => words.replaceAll(/[\p{C}\p{Zl}\p{Zp}\u3164]/gu, '');

export const freezeWith = (words: string): Freeze => ({
  name: words,
  reason: words,
  from: AT,
  until: UNTIL,
});
const chatFreeze = (words: string): Freeze => ({ ...freezeWith(words), author: 'U0BEN00001' });

export const hostileEntry = (words: string): Entry => ({
  ...entry,
  action: words,
  environment: words,
  workspace: words,
  organization: words,
  address: words,
  description: words,
  parameters: { note: { variable: 'note', type: 'string', maxLength: 100, default: words } },
  breakGlass: { everyone: false, people: ['U0DIA00001'], groups: [] },
  notifyFailure: { everyone: false, people: [], groups: ['S0SRE00001'] },
});

export function hostileRequest(words: string, given: Partial<ActionRequest> = {}): ActionRequest {
  return anasRequest({
    requesterName: words,
    asked: {
      entry: hostileEntry(words),
      parameters: { note: typed(words) },
      workspaceId: 'ws-prod',
      workspaceName: words,
      organization: words,
      configurationVersionId: 'cv-1',
    },
    deadline: UNTIL,
    permalink: 'https://acme.slack.com/archives/C0PRODOPS1/p1',
    startedAt: AT,
    decisions: [{ ...bensApproval, reason: words }],
    freezeAhead: freezeWith(words),
    ...given,
  });
}

const runWith = (words: string, status: string) => ({
  run: { ...someRun, status, message: words, createdBy: words },
  runId: 'run-1',
  runReadAt: AT,
});

/** By kind, so that a new one must be added here. */
const STALE: Readonly<Record<StaleReason['kind'], (words: string) => StaleReason>> = {
  entry_gone: (words) => ({ kind: 'entry_gone', action: words, environment: words }),
  entry_changed: (words) => ({ kind: 'entry_changed', action: words, environment: words }),
  workspace_unreadable: (words) => ({ kind: 'workspace_unreadable', workspace: words }),
  workspace_renamed: (words) => ({ kind: 'workspace_renamed', workspace: words, now: words }),
  workspace_unusable: (words) => ({
    kind: 'workspace_unusable',
    fault: { kind: 'terraform_too_old', workspace: words, version: words },
  }),
  configuration_changed: (words) => ({ kind: 'configuration_changed', workspace: words, now: words }),
  requester_lost_right: (words) => ({
    ...{ kind: 'requester_lost_right', person: 'U0ANA00001' },
    ...{ action: words, environment: words },
  }),
  approver_lost_right: () => ({ kind: 'approver_lost_right' }),
  glass_lost_right: () => ({ kind: 'glass_lost_right' }),
};

const ENDINGS: Readonly<Record<EndingReason['kind'], (words: string) => readonly EndingReason[]>> = {
  withdrawn: () => [{ kind: 'withdrawn', person: 'U0ANA00001' }],
  discarded: () => [{ kind: 'discarded', person: 'U0BEN00001' }],
  canceled: () => [{ kind: 'canceled', person: 'U0BEN00001' }],
  late: () => [{ kind: 'late', late: 'approvals' }],
  stale: (words) => Object.values(STALE).map((stale) => ({ kind: 'stale', because: stale(words) })),
  confirmer_lost_right: () => [{ kind: 'confirmer_lost_right', person: 'U0BEN00001' }],
  run_differs: (words) => [{ kind: 'run_differs', difference: words }],
  run_not_allowed: (words) => [{ kind: 'run_not_allowed', difference: words }],
  wrong_run: (words) => [{ kind: 'wrong_run', how: 'found', difference: words }],
  never_confirmed: () => [{ kind: 'never_confirmed' }],
  frozen: (words) => [
    { kind: 'frozen', freeze: freezeWith(words) },
    { kind: 'frozen', freeze: chatFreeze(words) },
  ],
  said: (words) => [{ kind: 'said', said: words }],
};
export const endings = (words: string): readonly EndingReason[] => Object.values(ENDINGS).flatMap((of) => of(words));

const PREVIEWS: Readonly<Record<PreviewFault['kind'], (words: string) => PreviewFault>> = {
  refused: (words) => ({ kind: 'refused', status: 422, said: words }),
  not_found: () => ({ kind: 'not_found' }),
  not_plan_only: () => ({ kind: 'not_plan_only' }),
  ended: (words) => ({ kind: 'ended', status: words }),
  not_allowed: (words) => ({ kind: 'not_allowed', difference: words }),
  wrong_run: (words) => ({ kind: 'wrong_run', how: 'created', difference: words }),
  unreadable: (words) => ({ kind: 'unreadable', run: words }),
};

const VERDICT = { source: 'invocations', succeeded: 1, failed: 1 } as const;

const OUTCOMES: Readonly<Record<Outcome['kind'], (words: string) => readonly Outcome[]>> = {
  ended_without_run: (words) => endings(words).map((why) => ({ kind: 'ended_without_run', why })),
  ended_with_run: (words) => endings(words).map((why) => ({ kind: 'ended_with_run', why })),
  denied: () => [{ kind: 'denied', person: 'U0BEN00001' }],
  asked_again: () => [{ kind: 'asked_again' }],
  joined: () => [{ kind: 'joined' }],
  restored: () => [{ kind: 'restored', mayHaveRun: true }],
  unwritable: () => [{ kind: 'unwritable' }],
  run_ended: () => [{ kind: 'run_ended', how: 'errored' }],
  verdict: (words) =>
    (['succeeded', 'failed', 'not_invoked', 'unknown'] as const).flatMap((ended): readonly Outcome[] => {
      const verdict = { ...VERDICT, ended };
      const canceled = { kind: 'frozen', freeze: freezeWith(words) } as const;
      return [
        { kind: 'verdict', verdict, status: words },
        { kind: 'verdict', verdict, status: 'canceled', canceled },
      ];
    }),
  rehearsed: () => [{ kind: 'rehearsed', invocations: 2 }],
  rehearsed_not_allowed: (words) => [{ kind: 'rehearsed_not_allowed', difference: words }],
  creation_refused: (words) => [
    {
      ...{ kind: 'creation_refused', status: 422, said: words },
      workspace: { name: words, terraformVersion: words, executionMode: words },
    },
  ],
  run_not_found: () => [{ kind: 'run_not_found', isRehearsal: false }],
  run_unreadable: (words) => [{ kind: 'run_unreadable', run: words }],
  preview_failed: (words) => Object.values(PREVIEWS).map((of) => ({ kind: 'preview_failed', because: of(words) })),
};

export const outcomes = (words: string): readonly Outcome[] => Object.values(OUTCOMES).flatMap((of) => of(words));

const waiting = (because: WaitingForPerson['because'], status?: string): WaitingForPerson => ({
  ...{ since: AT, because },
  ...(status === undefined ? {} : { status }),
});

/** What an earlier release stored: sentences that contain names and typed text. */
const earlier = (words: string): readonly Partial<ActionRequest>[] => [
  { state: 'failed', settledAt: AT, outcome: words, hint: words, excerpt: 'Error' },
  { state: 'running', ending: { state: 'voided', because: words }, ...runWith(words, 'planning') },
];

/** A request in every state, with everything that it can show there. */
export function hostileRequests(words: string): readonly ActionRequest[] {
  const given: readonly Partial<ActionRequest>[] = [
    ...(Object.keys(NEXT) as RequestState[]).map((state) => ({ state })),
    ...outcomes(words).map((outcome) => ({ ...endedAs(outcome), state: 'failed', settledAt: AT }) as const),
    ...endings(words).map(
      (why) =>
        ({
          ...({ state: 'running', ending: endingAs('voided', why) } as const),
          ...runWith(words, 'applying'),
        }) as const,
    ),
    { state: 'creating', ending: endingAs('expired', { kind: 'late', late: 'start' }) },
    { state: 'awaiting_approval', heldBy: freezeWith(words), joined: ['U0CEM00001'] },
    { state: 'approved', heldBy: chatFreeze(words) },
    ...(['run', 'lock', 'conflict'] as const).map((by) => ({
      ...({ state: 'running', blocked: { by, what: words, who: words, since: AT } } as const),
      ...runWith(words, 'pending'),
    })),
    { state: 'running', ...runWith(words, words) },
    { state: 'running', waiting: waiting('by_hand'), ...runWith(words, 'planned') },
    { state: 'running', waiting: waiting('hcp_terraform', words), ...runWith(words, 'policy_override') },
    { state: 'running', away: { what: 'slack', since: AT }, ...runWith(words, 'planning') },
    { state: 'denied', settledAt: AT, decisions: [{ ...bensApproval, kind: 'deny', reason: words }] },
    { state: 'awaiting_approval', preview: { stage: 'planning', runId: 'run-2', status: words } },
    {
      state: 'succeeded',
      settledAt: AT,
      brokenGlass: { person: 'U0DIA00001', at: AT, reason: words, missing: 1, freeze: freezeWith(words) },
    },
    { state: 'failed', settledAt: AT, directly: { because: words } },
    ...earlier(words),
  ];
  return given.map((one) => hostileRequest(words, one));
}

/** By kind. The settled one is also drawn for every request. */
const MILESTONES: Readonly<Record<Milestone['kind'], (words: string) => readonly Milestone[]>> = {
  approved_by: () => [{ kind: 'approved_by', person: 'U0BEN00001', waitingForMore: true }],
  previewed: (words) => [{ kind: 'previewed', runId: words, invocations: 1 }],
  run_created: (words) => [{ kind: 'run_created', runId: words, found: true }],
  creation_unknown: () => [{ kind: 'creation_unknown' }],
  planned: () => [{ kind: 'planned', invocations: 1 }],
  waiting_for_person: () => [
    { kind: 'waiting_for_person' },
    { kind: 'waiting_for_person', because: 'confirm_refused' },
  ],
  waiting_in_hcp_terraform: (words) => [{ kind: 'waiting_in_hcp_terraform', status: words, endBy: 'discard' }],
  applying: () => [{ kind: 'applying', by: 'U0BEN00001' }],
  ending: (words) => [
    { kind: 'ending', because: words },
    ...endings(words).map((why) => milestoneOf(endingAs('voided', why) satisfies Ending)),
  ],
  held: (words) => [
    { kind: 'held', freeze: freezeWith(words) },
    { kind: 'held', freeze: chatFreeze(words) },
  ],
  connection_gone: () => [{ kind: 'connection_gone' }],
  glass_broken: () => [{ kind: 'glass_broken' }],
  reminder: () => [{ kind: 'reminder', until: UNTIL }],
  orphan_discarded: (words) => [{ kind: 'orphan_discarded', runId: words }],
  left_channel: () => [{ kind: 'left_channel' }],
  asked_directly: () => [{ kind: 'asked_directly', person: 'U0BEN00001' }],
  posted_elsewhere: () => [{ kind: 'posted_elsewhere' }],
  settled: () => [{ kind: 'settled' }],
};
export const hostileMilestones = (words: string): readonly Milestone[] =>
  Object.values(MILESTONES).flatMap((of) => of(words));
