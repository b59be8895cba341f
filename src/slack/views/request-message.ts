import { isSettled } from '../../domain/lifecycle.ts';
import { type ActionRequest, type Decision, runUrl } from '../../domain/request.ts';
import { cutMessage } from './cut-message.ts';
import { nameOf } from './entry-words.ts';
import { renderBrokenGlass } from './glass-words.ts';
import {
  actions,
  context,
  fitsMessage,
  informing,
  type Message,
  message,
  plainSections,
  preformatted,
  section,
  sections,
} from './message.ts';
import { escapeText, linkTo, mentionPerson, sayWhen } from './mrkdwn.ts';
import { writeOutcome } from './outcome-words.ts';
import { sayPreview } from './plan-only-words.ts';
import { buttonsOf } from './request-buttons.ts';
import { renderSteps } from './request-steps.ts';
import { STATE_SIGNS, STATE_WORDS } from './state-words.ts';
import { sayProgress, whatItWaitsFor } from './waiting-words.ts';
import { renderWhatRuns, sayApprovals, sayHowItRuns } from './what-decides.ts';

/** Where HCP Terraform shows runs, by connection. */
export interface RenderContext {
  readonly address: string;
}

/** The request message, drawn from the record alone: it can be redrawn at any time, and is. */
export function renderRequest(request: ActionRequest, where: RenderContext): Message {
  const { asked } = request;
  const word = STATE_WORDS[request.state];
  const headline = `${nameOf(asked.entry)}, asked by`;
  const how = sayHowItRuns(request);
  const waits = whatItWaitsFor(request, where.address);
  const said = sayProgress(request);
  const preview = sayPreview(request, where.address);
  const run = sayRun(request, where.address);
  const { description } = asked.entry;
  const denial = request.decisions.find(({ kind }) => kind === 'deny');
  const outcome = writeOutcome(request);
  const drawn = message(`${word}: ${headline} ${escapeText(request.requesterName)}`, [
    section(`${STATE_SIGNS[request.state]} *${word}*: ${headline} ${mentionPerson(request.requester)}`),
    request.brokenGlass === undefined ? undefined : renderBrokenGlass(request, request.brokenGlass),
    description === undefined ? undefined : informing(sections, escapeText(description)),
    renderWhatRuns(request),
    denial === undefined ? undefined : informing(sections, sayDenial(denial)),
    asked.entry.approval.required.length === 0 ? undefined : sections(sayApprovals(request)),
    how === undefined ? undefined : section(how),
    preview === undefined ? undefined : section(preview),
    waits === undefined ? undefined : informing(sections, waits),
    outcome === undefined || denial !== undefined ? undefined : informing(sections, outcome),
    request.joined === undefined ? undefined : informing(context, sayJoined(request.joined)),
    said === undefined ? undefined : informing(plainSections, said),
    request.excerpt === undefined ? undefined : informing(preformatted, request.excerpt),
    context(renderSteps(request)),
    run === undefined ? undefined : context(run),
    request.reposted === true ? context(REPOSTED) : undefined,
    actions(buttonsOf(request)),
  ]);
  return fitsMessage(drawn) ? drawn : cutMessage(drawn);
}

const sayJoined = (joined: readonly string[]): string => `${joined.map(mentionPerson).join(', ')} asked for the same.`;

const REPOSTED = 'The first message of this request is gone, so this one takes its place. It is posted anew only once.';

const sayDenial = ({ person, reason }: Decision): string =>
  `*Denied* by ${mentionPerson(person)}${reason === undefined ? '' : `: ${escapeText(reason, 1_000)}`}`;

/** The run as it was last read; the age of a reading matters only while more is to come. */
function sayRun(request: ActionRequest, address: string): string | undefined {
  const url = runUrl(address, request);
  if (url === undefined || request.runId === undefined) return undefined;
  const status = request.run === undefined ? '' : ` is ${escapeText(request.run.status)}`;
  const read =
    isSettled(request.state) || request.runReadAt === undefined ? '' : `, read at ${sayWhen(request.runReadAt)}`;
  return `Run ${linkTo(url, request.runId)}${status}${read}`;
}
