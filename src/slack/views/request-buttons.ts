import type { Button } from '@slack/types';
import type { PeopleList } from '../../domain/person.ts';
import { awaitsPreview } from '../../domain/preview.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { phaseOf } from '../../domain/run-status.ts';
import { canBreakGlass } from '../../flows/deciding/break-glass.ts';
import { isReviewOpen } from '../../flows/deciding/close-review.ts';
import { isRunButtonValid } from '../../flows/deciding/press-run-button.ts';
import { offersMoreTime } from '../../flows/deciding/wait-longer.ts';
import { dialogOf } from './decision-dialog.ts';
import { button } from './message.ts';

/** The buttons that can do something at this moment. Whether somebody may press them is asked at the press. */
export function buttonsOf(request: ActionRequest): readonly Button[] {
  const { id, state } = request;
  const buttons: Button[] = [];
  if (state === 'awaiting_approval') {
    if (!awaitsPreview(request) && request.heldBy === undefined) {
      buttons.push(button('approve', 'Approve', id, { style: 'primary', confirm: dialogOf(request, 'approve') }));
    }
    buttons.push(button('deny', 'Deny', id, { style: 'danger' }));
  }
  if (isRunButtonValid('confirm', request)) {
    const look = { style: 'primary', confirm: dialogOf(request, 'confirm') } as const;
    buttons.push(button('confirm', 'Confirm and apply', id, look));
  }
  if (isRunButtonValid('discard', request)) {
    buttons.push(button('discard', 'Discard', id, { style: 'danger', confirm: dialogOf(request, 'discard') }));
  }
  if (isRunButtonValid('cancel', request)) {
    buttons.push(button('cancel', 'Cancel run', id, { style: 'danger', confirm: dialogOf(request, 'cancel') }));
  }
  if (canBreakGlass(request) && hasAnybody(request.asked.entry.breakGlass)) {
    buttons.push(button('break_glass', 'Break glass', id, { style: 'danger' }));
  }
  if (isReviewOpen(request)) {
    buttons.push(button('close_review', 'Close review', id, { confirm: dialogOf(request, 'close_review') }));
  }
  if (canBeWithdrawn(request)) buttons.push(button('withdraw', 'Withdraw', id, { style: 'danger' }));
  if (offersMoreTime(request)) buttons.push(button('wait', 'More time', id));
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
