import { BUTTONS, type ButtonAsking } from '../../domain/buttons.ts';
import { oneLine } from '../../domain/clean-text.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { listParameters } from './entry-words.ts';
import { CONFIRM_TEXT, CONFIRM_TITLE } from './limits.ts';
import type { Dialog } from './message.ts';
import { sayApply } from './what-decides.ts';

/**
 * Slack's own dialog for a button. `undefined` where it has no room for all that is decided on: then the button opens a modal
 * that has. Both the drawing of the button and its press ask here, and nothing that it depends on changes between the two.
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

/** Longer than a dialog (characters): what would be cut here makes the dialog too long. */
const LONGEST = 1_000;

const sayName = ({ asked: { entry } }: ActionRequest): string =>
  oneLine(`${entry.action} in ${entry.environment}`, LONGEST);

/** Each parameter on a line of its own, so that no value can pass for another parameter. */
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
