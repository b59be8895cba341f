import type { z } from 'zod';
import { Refusal } from '../../domain/refusal.ts';
import { CouldNotFindOut } from '../../flows/guarding/could-not-find-out.ts';
import { Unreachable } from '../../flows/ports/hcp-terraform.ts';
import type { Message } from '../views/message.ts';
import { renderFailure, renderRefusal } from '../views/refusal.ts';
import type { FailureLines } from './failure-lines.ts';
import { findReplyRoute } from './find-reply-route.ts';
import { type ReplyRoute, type TellDeps, tellPrivately } from './tell-privately.ts';

export interface AnswerDeps extends TellDeps {
  readonly failures: FailureLines;
  readonly randomHex: () => string;
}

/** Posted for everybody in the channel where the person is. */
interface Announcement {
  readonly announced: Message;
}

/**
 * The result of a flow: a refusal, a message to the person or to everybody, or nothing because everybody already sees
 * it.
 */
export type Answer = Refusal | Message | Announcement | undefined;

/** A payload of Slack, and how to read it. */
interface Received<Payload> {
  readonly body: unknown;
  readonly schema: z.ZodType<Payload>;
  /** Overrides for how the person is answered. */
  readonly route?: (payload: Payload) => Partial<ReplyRoute>;
}

/**
 * The only place where failures become words. A refusal becomes its sentence and hint; anything else becomes a
 * reference that the log has too. The payload is parsed here as well, so that a person whose payload has an unexpected
 * shape gets an answer.
 */
export async function answering<Payload>(
  deps: AnswerDeps,
  { body, schema, route: changed }: Received<Payload>,
  work: (payload: Payload, route: ReplyRoute) => Promise<Answer>,
): Promise<void> {
  const found = findReplyRoute(body);
  const read = schema.safeParse(body);
  if (!read.success || found === undefined) return answerMalformed(deps, body, read.error ?? new Error('no person'));
  const way = { ...found, ...changed?.(read.data) };
  try {
    const answer = await work(read.data, way);
    if (answer === undefined) return;
    if (answer instanceof Refusal) await tellPrivately(deps, { ...way, replaces: false }, renderRefusal(answer));
    else if ('announced' in answer) await tellPrivately(deps, { ...way, everybody: true }, answer.announced);
    else await tellPrivately(deps, way, answer);
  } catch (error) {
    const reference = newReference(deps);
    deps.failures.undone({ err: error, reference, person: way.person });
    await tellFailure(deps, way, sentenceOf(error), reference);
  }
}

/**
 * Answers a payload that could not be read: the person, if the payload names one, and the log in any case. Never
 * rejects.
 */
export async function answerMalformed(deps: AnswerDeps, body: unknown, error: unknown): Promise<void> {
  const route = findReplyRoute(body);
  const reference = newReference(deps);
  deps.failures.unreadable({ err: error, reference, person: route?.person });
  if (route === undefined || !deps.failures.mayTell(route.person)) return;
  await tellFailure(deps, route, sentenceOf(error), reference);
}

/** A button, form or command without a listener in this version of the program. */
export class NobodyListens extends Error {
  override readonly name = 'NobodyListens';
}

const newReference = ({ randomHex }: AnswerDeps): string => randomHex().slice(0, 8);

async function tellFailure(deps: AnswerDeps, route: ReplyRoute, sentence: string, reference: string): Promise<void> {
  try {
    await tellPrivately(deps, { ...route, replaces: false }, renderFailure(sentence, reference));
  } catch (untold) {
    deps.failures.untold({ err: untold, reference, person: route.person });
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof CouldNotFindOut) return `${error.sentence} Try again in a minute.`;
  if (error instanceof NobodyListens) {
    return 'This button or form is unknown. It may come from another version of the bot. Ask again with `/tf-action`.';
  }
  if (error instanceof Unreachable) return `${sayUnreachable(error.status)} Nothing was changed.`;
  return 'Something went wrong on my side. Check the request message, then try again. If it fails again, send this reference to whoever runs the bot.';
}

/** A service that answered is not reported as away. */
function sayUnreachable(status: number | undefined): string {
  if (status === 401) {
    return "HCP Terraform does not accept the bot's token. Whoever runs the bot has to renew TFE_TOKEN.";
  }
  if (status === 403 || status === 404) {
    return "HCP Terraform does not show this to the bot. The bot's team needs at least the Plan role on the workspace.";
  }
  if (status === 429) {
    return 'HCP Terraform is throttling the bot. Try again in a minute.';
  }
  if (status !== undefined && status >= 400 && status < 500) {
    return `HCP Terraform answered with an error (${status}).`;
  }
  return "HCP Terraform can't be reached right now. Try again in a minute.";
}
