import { countApprovals } from '../../domain/approval.ts';
import { isRehearsal } from '../../domain/entry.ts';
import { isSettled } from '../../domain/lifecycle.ts';
import { type ActionRequest, runUrl } from '../../domain/request.ts';
import { escapeText, linkTo, mentionPerson, sayWhen } from '../mrkdwn.ts';
import { listParameters, nameOf, sayLines } from './entry-words.ts';
import { sayBrokenGlass } from './glass-words.ts';
import { actions, context, type Message, message, plainSection, preformatted, section } from './message.ts';
import { writeOutcome } from './outcome-words.ts';
import { REHEARSAL, sayPreview } from './plan-only-words.ts';
import { buttonsOf } from './request-buttons.ts';
import { renderSteps } from './request-steps.ts';
import { STATE_SIGNS, STATE_WORDS } from './state-words.ts';
import { sayProgress, whatItWaitsFor } from './waiting-words.ts';

/** Where HCP Terraform shows runs, by connection. */
export interface RenderContext {
  readonly address: string;
}

/** The request message, drawn from the record alone: it can be redrawn at any time, and is. */
export function renderRequest(request: ActionRequest, where: RenderContext): Message {
  const { frozen } = request;
  const word = STATE_WORDS[request.state];
  const headline = `${nameOf(frozen.entry)}, asked by`;
  const parameters = listParameters(frozen);
  const waits = whatItWaitsFor(request);
  const said = sayProgress(request);
  const preview = sayPreview(request, where.address);
  const run = sayRun(request, where.address);
  const outcome = writeOutcome(request);
  return message(`${word}: ${headline} ${escapeText(request.requesterName)}`, [
    section(`${STATE_SIGNS[request.state]} *${word}*: ${headline} ${mentionPerson(request.requester)}`),
    request.brokenGlass === undefined ? undefined : section(sayBrokenGlass(request, request.brokenGlass)),
    section(describe(request)),
    parameters === undefined ? undefined : plainSection(parameters),
    frozen.entry.approval.required.length === 0 ? undefined : section(sayApprovals(request)),
    preview === undefined ? undefined : section(preview),
    request.joined === undefined
      ? undefined
      : context(`${request.joined.map(mentionPerson).join(', ')} asked for the same.`),
    waits === undefined ? undefined : section(waits),
    said === undefined ? undefined : plainSection(said),
    outcome === undefined || request.state === 'denied' ? undefined : section(outcome),
    request.excerpt === undefined ? undefined : preformatted(request.excerpt),
    context(renderSteps(request)),
    run === undefined ? undefined : context(run),
    request.reposted === true ? context(REPOSTED) : undefined,
    actions(buttonsOf(request)),
  ]);
}

const REPOSTED = 'The first message of this request is gone, so this one takes its place. It is posted anew only once.';

function describe({ frozen }: ActionRequest): string {
  const { entry } = frozen;
  return [
    ...(entry.description === undefined ? [] : [escapeText(entry.description)]),
    `*Workspace* ${escapeText(frozen.workspaceName)} (${escapeText(frozen.organization)})`,
    `*Action address* \`${escapeText(entry.address)}\``,
    ...(isRehearsal(entry) ? [REHEARSAL] : []),
    ...(listParameters(frozen) === undefined ? [] : ['*Parameters*']),
  ].join('\n');
}

/** `1 of 2: Ben; waiting for one of @sre`. */
function sayApprovals(request: ActionRequest): string {
  const { entry } = request.frozen;
  const approvals = request.decisions.filter(({ kind }) => kind === 'approve');
  const who = approvals.map(({ person }) => mentionPerson(person)).join(', ');
  const denial = request.decisions.find(({ kind }) => kind === 'deny');
  if (denial !== undefined) {
    const reason = denial.reason === undefined ? '' : `: ${escapeText(denial.reason, 1_000)}`;
    return `*Denied* by ${mentionPerson(denial.person)}${reason}${who === '' ? '' : ` (approved before by ${who})`}`;
  }
  const progress = request.progress ?? countApprovals(entry, [], undefined);
  const missing = request.state === 'awaiting_approval' && progress.missing.length > 0;
  const places = `*Approvals* ${progress.filled} of ${progress.places}`;
  const waiting = missing ? `; waiting for ${sayLines(progress.missing)}` : '';
  const until = missing && request.deadline !== undefined ? `, until ${sayWhen(request.deadline, 'day_and_time')}` : '';
  return `${places}${who === '' ? '' : `: ${who}`}${waiting}${until}`;
}

/** The run as it was last read; the age of a reading matters only while more is to come. */
function sayRun(request: ActionRequest, address: string): string | undefined {
  const url = runUrl(address, request);
  if (url === undefined || request.runId === undefined) return undefined;
  const status = request.run === undefined ? '' : ` is ${escapeText(request.run.status)}`;
  const read =
    isSettled(request.state) || request.runReadAt === undefined ? '' : `, read at ${sayWhen(request.runReadAt)}`;
  return `Run ${linkTo(url, request.runId)}${status}${read}`;
}
