import { isSettled } from './lifecycle.ts';
import type { Milestone } from './milestone.ts';
import type { ActionRequest } from './request.ts';
import { situationOf } from './situation.ts';

/**
 * The order in which Slack is updated: 0 answers a click or asks a person, 1 reports how a request ended, 2 reports
 * progress. A number, since it is compared and stored.
 */
export type Urgency = 0 | 1 | 2;

/** The urgency of redrawing the request message in its current state. */
export function urgencyOfRedraw(request: ActionRequest, answersPress: boolean): Urgency {
  if (answersPress || request.messageTs === undefined) return 0;
  if (isSettled(request.state)) return 1;
  return asksPerson(request) ? 0 : 2;
}

/** True if somebody has to click something before it continues. */
export function asksPerson(request: ActionRequest): boolean {
  const now = situationOf(request);
  switch (now.kind) {
    case 'waiting_for_approvals':
    case 'waiting_for_person':
    case 'waiting_in_hcp_terraform':
      return true;
    case 'waiting_for_preview':
    case 'held_by_freeze':
      return now.before === 'approvals';
    default:
      return false;
  }
}

/** The urgency of a reply on its own. Earlier replies in its thread are sent before it. */
export const urgencyOfMilestone = ({ kind }: Milestone): Urgency => URGENCIES[kind];

const URGENCIES = {
  waiting_for_person: 0,
  waiting_in_hcp_terraform: 0,
  previewed: 0,
  reminder: 0,
  connection_gone: 0,
  glass_broken: 0,
  posted_elsewhere: 0,
  left_channel: 0,
  asked_directly: 0,
  settled: 1,
  approved_by: 2,
  run_created: 2,
  creation_unknown: 2,
  planned: 2,
  applying: 2,
  ending: 2,
  held: 2,
  orphan_discarded: 2,
} as const satisfies Record<Milestone['kind'], Urgency>;
