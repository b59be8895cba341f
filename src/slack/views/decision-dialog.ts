import { BUTTONS, type ButtonAsking } from '../../domain/buttons.ts';
import { oneLine } from '../../domain/clean-text.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { listParameters } from './entry-words.ts';
import { CONFIRM_TEXT, CONFIRM_TITLE } from './limits.ts';
import type { Dialog } from './message.ts';
import { sayApply } from './what-decides.ts';

/**
 * Slack's own dialog for a button, or `undefined` if it has no room for everything that is decided on. The button then
 * opens a modal. Drawing the button and handling its click both call this, and get the same answer.
 */
export function dialogOf(request: ActionRequest, button: ButtonAsking<'again'>): Dialog | undefined {
  const { label, asks } = BUTTONS[button];
  const dialog = {
    title: `${label}: ${sayName(request)}?`,
    text: sayDecided(request, button),
    yes: label,
    ends: asks.ends,
  };
  return dialog.title.length <= CONFIRM_TITLE && dialog.text.length <= CONFIRM_TEXT ? dialog : undefined;
}

/** Longer than any dialog (characters). A text that is cut here makes the dialog too long, so the modal is used. */
const LONGEST = 1_000;

const sayName = ({ asked: { entry } }: ActionRequest): string =>
  oneLine(`${entry.action} in ${entry.environment}`, LONGEST);

/** Each parameter has its own line, so that no value can look like another parameter. */
function sayDecided(request: ActionRequest, button: ButtonAsking<'again'>): string {
  const { asked, brokenGlass } = request;
  const { entry } = asked;
  const [requester, workspace] = [request.requesterName, asked.workspaceName].map((name) => oneLine(name, LONGEST));
  const parameters = listParameters(asked);
  return [
    `${sayName(request)}, asked by ${requester}, on workspace ${workspace}.`,
    ...(parameters === undefined ? [] : [parameters]),
    ...(button === 'approve' ? [sayApply(entry).replaceAll('*', '')] : []),
    ...(button === 'close_review' && brokenGlass !== undefined
      ? [`Reason: ${oneLine(brokenGlass.reason, LONGEST)}`]
      : []),
  ].join('\n');
}
