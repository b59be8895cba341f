import type { Button } from '@slack/types';
import { oneLine } from '../../domain/clean-text.ts';
import type { PeopleList } from '../../domain/person.ts';
import { awaitsPreview } from '../../domain/preview.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { phaseOf } from '../../domain/run-status.ts';
import { canBreakGlass } from '../../flows/break-glass.ts';
import { isReviewOpen } from '../../flows/close-review.ts';
import { isRunButtonValid } from '../../flows/press-run-button.ts';
import { canWaitLonger } from '../../flows/wait-longer.ts';
import { CONFIRM_TITLE } from '../limits.ts';
import { parametersInLine } from './entry-words.ts';
import { button } from './message.ts';

/** The buttons that can do something at this moment. Whether somebody may press them is asked at the press. */
export function buttonsOf(request: ActionRequest): readonly Button[] {
  const { id, state } = request;
  const buttons: Button[] = [];
  if (state === 'awaiting_approval') {
    if (!awaitsPreview(request) && request.heldBy === undefined) {
      const dialog = { ...dialogOf(request, 'Approve'), yes: 'Approve' };
      buttons.push(button('approve', 'Approve', id, { style: 'primary', confirm: dialog }));
    }
    buttons.push(button('deny', 'Deny', id, { style: 'danger' }));
  }
  if (isRunButtonValid('confirm', request)) {
    const dialog = { ...dialogOf(request, 'Confirm and apply'), yes: 'Confirm and apply' };
    buttons.push(button('confirm', 'Confirm and apply', id, { style: 'primary', confirm: dialog }));
  }
  if (isRunButtonValid('discard', request)) {
    const dialog = { ...dialogOf(request, 'Discard'), yes: 'Discard' };
    buttons.push(button('discard', 'Discard', id, { confirm: dialog }));
  }
  if (isRunButtonValid('cancel', request)) {
    const dialog = { ...dialogOf(request, 'Cancel run'), yes: 'Cancel run' };
    buttons.push(button('cancel', 'Cancel run', id, { style: 'danger', confirm: dialog }));
  }
  if (canBreakGlass(request) && hasAnybody(request.frozen.entry.breakGlass)) {
    buttons.push(button('break_glass', 'Break glass', id, { style: 'danger' }));
  }
  if (isReviewOpen(request)) {
    const dialog = { ...dialogOf(request, 'Close review'), yes: 'Close review' };
    buttons.push(button('close_review', 'Close review', id, { confirm: dialog }));
  }
  if (canBeWithdrawn(request)) buttons.push(button('withdraw', 'Withdraw', id));
  if (canWaitLonger(request) && request.blocked !== undefined) buttons.push(button('wait', 'Wait', id));
  return buttons;
}

/** What can end a run that waits in HCP Terraform. */
export const endByOf = (request: ActionRequest): 'discard' | 'cancel' | undefined =>
  (['discard', 'cancel'] as const).find((each) => isRunButtonValid(each, request));

const hasAnybody = ({ people, groups }: PeopleList): boolean => people.length + groups.length > 0;

const canBeWithdrawn = (request: ActionRequest): boolean =>
  request.ending === undefined &&
  (['awaiting_approval', 'approved', 'creating'].includes(request.state) ||
    (request.state === 'running' && phaseOf(request.run?.status ?? 'pending') === 'pending'));

function dialogOf(request: ActionRequest, verb: string): { readonly title: string; readonly text: string } {
  const { entry } = request.frozen;
  const parameters = parametersInLine(request.frozen);
  const name = oneLine(`${entry.action} in ${entry.environment}`, CONFIRM_TITLE);
  const [requester, workspace] = [request.requesterName, request.frozen.workspaceName].map((one) =>
    oneLine(one, CONFIRM_TITLE),
  );
  return {
    title: `${verb}: ${name}?`,
    text: `${name}${parameters === '' ? '' : ` with ${parameters}`}, asked by ${requester}, on workspace ${workspace}.`,
  };
}
