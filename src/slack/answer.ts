import type { Logger } from 'pino';
import { Refusal } from '../domain/refusal.ts';
import { CouldNotFindOut } from '../flows/could-not-find-out.ts';
import { Unreachable } from '../flows/hcp-terraform.ts';
import { type PrivateWay, type TellDeps, tellPrivately } from './tell-privately.ts';
import type { Message } from './views/message.ts';
import { renderFailure, renderRefusal } from './views/refusal.ts';

export interface AnswerDeps extends TellDeps {
  readonly log: Logger;
  readonly randomHex: () => string;
}

/** Said to everybody in the channel where the person is. */
interface Announcement {
  readonly announced: Message;
}

/** What a flow ended with: a no, something to say to the person alone or to all, or nothing since everybody sees it. */
export type Answer = Refusal | Message | Announcement | undefined;

/**
 * The one place where a failure becomes words: a refusal becomes its sentence and hint, and anything else a reference
 * that the log has too. Nobody is left with a button that did nothing.
 */
export async function answering(deps: AnswerDeps, way: PrivateWay, work: () => Promise<Answer>): Promise<void> {
  try {
    const answer = await work();
    if (answer === undefined) return;
    if (answer instanceof Refusal) await tellPrivately(deps, { ...way, replaces: false }, renderRefusal(answer));
    else if ('announced' in answer) await tellPrivately(deps, { ...way, everybody: true }, answer.announced);
    else await tellPrivately(deps, way, answer);
  } catch (error) {
    await answerFailure(deps, way, error);
  }
}

async function answerFailure(deps: AnswerDeps, way: PrivateWay, error: unknown): Promise<void> {
  const reference = deps.randomHex().slice(0, 8);
  deps.log.error({ err: error, reference, person: way.person }, 'could not do what was asked');
  try {
    await tellPrivately(deps, { ...way, replaces: false }, renderFailure(sentenceOf(error), reference));
  } catch (untold) {
    deps.log.error({ err: untold, reference, person: way.person }, 'could not tell the person either');
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof CouldNotFindOut) return `${error.sentence} Try again in a minute.`;
  if (error instanceof Unreachable) return `${sayUnreachable(error.status)} Nothing was changed.`;
  return 'Something went wrong on my side. Nothing was done that you cannot see; try again, and give the reference to whoever runs me.';
}

/** A service that answered is not called away. */
function sayUnreachable(status: number | undefined): string {
  if (status === 401) {
    return "HCP Terraform does not accept the bot's token, so the answer is no. Whoever runs the bot has to renew TFE_TOKEN.";
  }
  if (status === 403 || status === 404) {
    return "HCP Terraform does not show this to the bot, so the answer is no. The bot's team needs at least the Plan role on the workspace.";
  }
  if (status === 429) {
    return 'HCP Terraform has the bot wait, after too many calls, so the answer is no. Try again in a minute.';
  }
  if (status !== undefined && status >= 400 && status < 500) {
    return `HCP Terraform answered with an error (${status}), so the answer is no.`;
  }
  return 'HCP Terraform could not be asked just now, so the answer is no. Try again in a minute.';
}
