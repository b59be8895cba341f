import type { SectionBlock } from '@slack/types';
import { countApprovals } from '../../domain/approval.ts';
import { needsBrokenGlass } from '../../domain/button-rules.ts';
import { type Entry, isRehearsal } from '../../domain/entry.ts';
import { isSettled } from '../../domain/lifecycle.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { listParameters, sayDuration, sayLines } from './entry-words.ts';
import { plainSections, sections } from './message.ts';
import { escapeText, mentionPerson, sayWhen } from './mrkdwn.ts';
import { REHEARSAL } from './plan-only-words.ts';

/** Longer than any name of HCP Terraform's and any address that the allowlist takes (characters). */
const LONGEST_NAME = 1_000;

/** Where the action would run and with which parameters, whole, in the order of the allowlist. */
export function renderWhatRuns({ asked }: ActionRequest): readonly SectionBlock[] {
  const { entry } = asked;
  const parameters = listParameters(asked);
  const where = [
    `*Workspace* ${escapeText(asked.workspaceName, LONGEST_NAME)} (${escapeText(asked.organization, LONGEST_NAME)})`,
    `*Action address* \`${escapeText(entry.address, LONGEST_NAME)}\``,
    ...(parameters === undefined ? [] : ['*Parameters*']),
  ];
  return [...sections(where.join('\n')), ...(parameters === undefined ? [] : plainSections(parameters))];
}

/** How long the run may take to be planned, and how it is applied then. Once there is a run, its own limit is said elsewhere. */
export function sayHowItRuns(request: ActionRequest): string | undefined {
  const { entry } = request.asked;
  if (isSettled(request.state)) return isRehearsal(entry) ? REHEARSAL : undefined;
  if (request.state === 'creating' || request.state === 'running') return sayApply(entry);
  return `${sayStart(request)} ${sayApply(entry)}`;
}

function sayStart(request: ActionRequest): string {
  const { asked, state } = request;
  const { entry } = asked;
  const breaksGlass = state === 'unconfirmed' && needsBrokenGlass(request);
  const waits = entry.approval.required.length > 0 && state !== 'approved' && !breaksGlass;
  return `${waits ? 'Once it is approved, its' : 'Its'} run has ${sayDuration(entry.startWithin)} to be planned.`;
}

/** How a planned run is applied. */
export function sayApply(entry: Entry): string {
  switch (entry.apply) {
    case 'automatic':
      return 'It is applied automatically once it is planned.';
    case 'by_hand':
      return `The planned run then waits ${sayDuration(entry.confirmWithin)} for *Confirm and apply*.`;
    case 'rehearse':
      return REHEARSAL;
  }
}

/** `1 of 2: Ben; waiting for one of @sre`. */
export function sayApprovals(request: ActionRequest): string {
  const { entry } = request.asked;
  const approvals = request.decisions.filter(({ kind }) => kind === 'approve');
  const who = approvals.map(({ person }) => mentionPerson(person)).join(', ');
  const progress = request.progress ?? countApprovals(entry, [], undefined);
  const missing = request.state === 'awaiting_approval' && progress.missing.length > 0;
  const places = `*Approvals* ${progress.filled} of ${progress.slots}`;
  const waiting = missing ? `; waiting for ${sayLines(progress.missing)}` : '';
  const until = missing && request.deadline !== undefined ? `, until ${sayWhen(request.deadline, 'day_and_time')}` : '';
  return `${places}${who === '' ? '' : `: ${who}`}${waiting}${until}`;
}
