import type { ContextBlock, SectionBlock } from '@slack/types';
import { countApprovals } from '../../domain/approval.ts';
import { needsBrokenGlass } from '../../domain/button-rules.ts';
import type { ApprovalLine, Entry } from '../../domain/entry.ts';
import { isSettled } from '../../domain/lifecycle.ts';
import type { ActionRequest, AskedFor } from '../../domain/request.ts';
import { listParameters, sayDuration } from './entry-words.ts';
import { contexts, plainSections } from './message.ts';
import { escapeText, mentionList, mentionPerson, sayWhen } from './mrkdwn.ts';
import { REHEARSAL } from './plan-only-words.ts';

/** Longer than any name in HCP Terraform and any address in the allowlist (characters). */
const LONGEST_NAME = 1_000;
/** Longer parameters get their own lines (characters). */
const LONGEST_IN_LINE = 60;

/** Values without markup and separators, which are safe in a line. */
const PLAIN = /^[a-z0-9](?:[\w.-]*[a-z0-9])?$/i;

/** Parameters that are short enough to follow the name: ` · older_than_days = 7`. */
export const sayShortParameters = ({ parameters }: AskedFor): string =>
  isShort(parameters)
    ? Object.entries(parameters)
        .map(([name, value]) => ` · ${name} = ${value}`)
        .join('')
    : '';

/** Parameters that are too long to follow the name, in the allowlist's order and never cut. */
export function renderLongParameters({ asked }: ActionRequest): readonly SectionBlock[] {
  const parameters = isShort(asked.parameters) ? undefined : listParameters(asked);
  return parameters === undefined ? [] : plainSections(parameters);
}

function isShort(parameters: AskedFor['parameters']): boolean {
  const all = Object.entries(parameters);
  const length = all.reduce((sum, [name, value]) => sum + name.length + String(value).length + ' =  · '.length, 0);
  return length <= LONGEST_IN_LINE && all.every((parameter) => parameter.every((text) => PLAIN.test(String(text))));
}

/** The workspace, organization and address as small print, never cut. */
export function renderWhere({ asked }: ActionRequest): readonly ContextBlock[] {
  const [workspace, organization, address] = [asked.workspaceName, asked.organization, asked.entry.address].map(
    (name) => escapeText(name, LONGEST_NAME),
  );
  return contexts(`Workspace ${workspace} (${organization}) · \`${address}\``);
}

/** How long the run may take to be planned. `undefined` once a run exists, since its deadline is shown elsewhere. */
export function sayStartLimit(request: ActionRequest): string | undefined {
  const { asked, state } = request;
  const { entry } = asked;
  if (state !== 'unconfirmed' && state !== 'awaiting_approval' && state !== 'approved') return undefined;
  const breaksGlass = state === 'unconfirmed' && needsBrokenGlass(request);
  const waits = entry.approval.required.length > 0 && state !== 'approved' && !breaksGlass;
  return `${waits ? 'Once approved, its' : 'Its'} run has ${sayDuration(entry.startWithin)} to be planned.`;
}

/** How a planned run is applied. */
export function sayApply(entry: Entry): string {
  switch (entry.apply) {
    case 'automatic':
      return 'Once planned, it is applied automatically.';
    case 'by_hand':
      return `The planned run waits ${sayDuration(entry.confirmWithin)} for *Confirm and apply*.`;
    case 'rehearse':
      return REHEARSAL;
  }
}

/** How a planned run is applied. Stays visible after the end only for a rehearsal, where nothing was invoked. */
export function sayHowItRuns({ state, asked: { entry } }: ActionRequest): string | undefined {
  return isSettled(state) && entry.apply !== 'rehearse' ? undefined : sayApply(entry);
}

/** The missing approvals and what follows: `Needs one approval from @sre by 3:35 PM, then runs automatically.` */
export function sayNeeds(entry: Entry, missing: readonly ApprovalLine[], limit: string, more = ''): string {
  const needs = `Needs ${sayApprovalsOf(missing, more)}${limit}`;
  return entry.apply === 'automatic' ? `${needs}, then runs automatically.` : `${needs}. ${sayApply(entry)}`;
}

/** `one approval from @sre and 2 from @dba or @ben` */
const sayApprovalsOf = (lines: readonly ApprovalLine[], more: string): string =>
  lines
    .map(({ from, count }, index) => {
      const noun = index > 0 ? '' : ` ${more}${count === 1 ? 'approval' : 'approvals'}`;
      return `${count === 1 ? 'one' : count}${noun} from ${mentionList(from)}`;
    })
    .join(', and ');

/** The approvals that are still missing and their deadline. `undefined` if none is. */
export function sayMissing(request: ActionRequest): string | undefined {
  const { asked, deadline, progress } = request;
  if (request.state !== 'awaiting_approval') return undefined;
  const { filled, missing } = progress ?? countApprovals(asked.entry, [], undefined);
  if (missing.length === 0) return undefined;
  const limit = deadline === undefined ? '' : ` by ${sayWhen(deadline, 'day_and_time')}`;
  if (filled === 0) return sayNeeds(asked.entry, missing, limit);
  return `${sayApproved(request)}. ${sayNeeds(asked.entry, missing, limit, 'more ')}`;
}

/** `1 of 2 approved: @Ben` */
export function sayApproved({ asked, decisions, progress }: ActionRequest): string | undefined {
  if (asked.entry.approval.required.length === 0) return undefined;
  const { filled, slots } = progress ?? countApprovals(asked.entry, [], undefined);
  const who = decisions.filter(({ kind }) => kind === 'approve').map(({ person }) => mentionPerson(person));
  return `${filled} of ${slots} approved${who.length === 0 ? '' : `: ${who.join(', ')}`}`;
}
