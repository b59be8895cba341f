import { isSettled } from '../../domain/lifecycle.ts';
import { type ActionRequest, type Decision, runUrl } from '../../domain/request.ts';
import { cutMessage } from './cut-message.ts';
import { nameOf } from './entry-words.ts';
import { renderBrokenGlass } from './glass-words.ts';
import {
  actions,
  contexts,
  fitsMessage,
  informing,
  type Message,
  message,
  type Part,
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
import {
  renderLongParameters,
  renderWhere,
  sayApproved,
  sayHowItRuns,
  sayMissing,
  sayShortParameters,
  sayStartLimit,
} from './what-decides.ts';

/** The web address of HCP Terraform for the request's connection. */
export interface RenderContext {
  readonly address: string;
}

/**
 * The request message, drawn only from the stored request, so it can be redrawn at any time. The question and its
 * buttons come first, since a phone shows little else.
 */
export function renderRequest(request: ActionRequest, where: RenderContext): Message {
  const { asked } = request;
  const word = STATE_WORDS[request.state];
  const text = `${word}: ${nameOf(asked.entry)}, asked by ${escapeText(request.requesterName)}`;
  const drawn = message(text, [
    section(
      `${STATE_SIGNS[request.state]} *${word}*: ${nameOf(asked.entry)}${sayShortParameters(asked)}\nAsked by ${mentionPerson(request.requester)}`,
    ),
    request.brokenGlass === undefined ? undefined : renderBrokenGlass(request, request.brokenGlass),
    asked.entry.description === undefined ? undefined : informing(contexts, escapeText(asked.entry.description)),
    renderLongParameters(request),
    ...renderNow(request, where.address),
    actions(buttonsOf(request)),
    ...renderSmallPrint(request, where.address),
  ]);
  return fitsMessage(drawn) ? drawn : cutMessage(drawn);
}

/** What is needed now, or how it ended. */
function renderNow(request: ActionRequest, address: string): readonly Part[] {
  const needs = sayMissing(request);
  const preview = sayPreview(request, address);
  const waits = whatItWaitsFor(request, address);
  const denial = request.decisions.find(({ kind }) => kind === 'deny');
  const outcome = denial === undefined ? writeOutcome(request) : sayDenial(denial);
  const said = sayProgress(request);
  return [
    needs === undefined ? undefined : sections(needs),
    preview === undefined ? undefined : section(preview),
    waits === undefined ? undefined : informing(sections, waits),
    outcome === undefined ? undefined : informing(sections, outcome),
    said === undefined ? undefined : informing(plainSections, said),
    request.excerpt === undefined ? undefined : informing(preformatted, request.excerpt),
  ];
}

function renderSmallPrint(request: ActionRequest, address: string): readonly Part[] {
  // The line about approvals already says it.
  const isSaid = sayMissing(request) !== undefined;
  const limits = [sayStartLimit(request), isSaid ? undefined : sayHowItRuns(request)];
  const steps = [isSaid ? undefined : sayApproved(request), renderSteps(request), sayRun(request, address)];
  return [
    renderWhere(request),
    contexts(joinGiven(limits, ' ')),
    contexts(joinGiven(steps, '\n')),
    request.joined === undefined ? undefined : informing(contexts, sayJoined(request.joined)),
    request.reposted === true ? contexts(REPOSTED) : undefined,
  ];
}

const joinGiven = (parts: readonly (string | undefined)[], between: string): string =>
  parts.filter((part) => part !== undefined).join(between);

const sayJoined = (joined: readonly string[]): string => `${joined.map(mentionPerson).join(', ')} asked for the same.`;

const REPOSTED = 'The first message of this request is gone, so it was posted again. That happens only once.';

const sayDenial = ({ person, reason }: Decision): string =>
  `*Denied* by ${mentionPerson(person)}${reason === undefined ? '' : `: ${escapeText(reason, 1_000)}`}`;

/** The run's status at the last poll, with the time of the poll while the request is open. */
function sayRun(request: ActionRequest, address: string): string | undefined {
  const url = runUrl(address, request);
  if (url === undefined || request.runId === undefined) return undefined;
  const status = request.run === undefined ? '' : ` is ${escapeText(request.run.status)}`;
  const read =
    isSettled(request.state) || request.runReadAt === undefined ? '' : `, read at ${sayWhen(request.runReadAt)}`;
  return `Run ${linkTo(url, request.runId)}${status}${read}`;
}
