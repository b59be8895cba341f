import type { ActionRequest } from '../../domain/request.ts';
import type { WaitingStatus } from '../../domain/run-status.ts';
import type { SituationOf } from '../../domain/situation.ts';
import { escapeText, mentionPerson, sayWhen } from './mrkdwn.ts';
import { mentionMovers } from './who-can.ts';

/** The decision that a run waits for in HCP Terraform, by run status. */
const DECISIONS = {
  pre_plan_awaiting_decision:
    'a run task before the plan waits for a decision: somebody who may decide about run tasks has to do so in HCP Terraform',
  tf_policy_override: 'a Terraform policy failed: somebody who may override policies has to decide in HCP Terraform',
  post_plan_awaiting_decision:
    'a run task or a policy after the plan waits for a decision: somebody who may override it has to decide in HCP Terraform',
  policy_override: 'a policy soft-failed: somebody who may override policies has to decide in HCP Terraform',
  policy_soft_failed:
    'a policy soft-failed and HCP Terraform keeps the run: somebody who may override policies has to decide there',
  pre_apply_awaiting_decision:
    'it is confirmed, and a run task before the apply waits for a decision: somebody who may decide about run tasks has to do so in HCP Terraform',
} as const satisfies Record<WaitingStatus, string>;

export function sayDecision(status: string | undefined): string {
  if (status === undefined) return 'a policy or a run task waits for a decision in HCP Terraform';
  return Object.hasOwn(DECISIONS, status)
    ? DECISIONS[status as WaitingStatus]
    : `${escapeText(status)} waits for a decision in HCP Terraform`;
}

type EndBy = 'discard' | 'cancel' | undefined;

/** How the run can be ended from Slack. The decision itself can only be made in HCP Terraform. */
export function sayEndBy(request: ActionRequest, endBy: EndBy): string {
  const { requester, asked } = request;
  if (endBy === undefined) return `${mentionPerson(requester)}, you can decide or end it only in HCP Terraform.`;
  if (endBy === 'discard') return `${mentionMovers(request)} can end it here with *Discard*.`;
  const approvers = asked.entry.approval.required.length > 0 ? ` or ${mentionMovers(request)}` : '';
  return `${mentionPerson(requester)}${approvers} can end it here with *Cancel run*.`;
}

/** The request message's line for a run that waits for a person in HCP Terraform. */
export function sayWaitsInHcpTerraform(
  request: ActionRequest,
  { status, until }: SituationOf<'waiting_in_hcp_terraform'>,
  endBy: EndBy,
): string {
  const limit = until === undefined ? '' : ` If nobody decides by ${sayWhen(until, 'day_and_time')}, the run is ended.`;
  return `*Waiting for a person*: ${sayDecision(status)}. The bot cannot override it. ${sayEndBy(request, endBy)}${limit}`;
}
