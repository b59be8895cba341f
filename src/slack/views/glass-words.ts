import type { SectionBlock } from '@slack/types';
import { isOffered } from '../../domain/buttons.ts';
import type { Freeze } from '../../domain/freeze.ts';
import type { ActionRequest, BrokenGlass } from '../../domain/request.ts';
import { sections } from './message.ts';
import { escapeText, mentionPerson, sayWhen } from './mrkdwn.ts';

/** The longest reason that the form accepts (characters). */
const LONGEST_REASON = 1_000;

/** Who broke the glass, what they skipped and why, in capital letters. */
export function renderBrokenGlass(request: ActionRequest, glass: BrokenGlass): readonly SectionBlock[] {
  const lines = [
    `:rotating_light: *BREAK-GLASS*: ${mentionPerson(glass.person)} WENT AHEAD ${sayPastWhat(glass)}, at ${sayWhen(glass.at, 'day_and_time')}.`,
    `*Reason* ${escapeText(glass.reason, LONGEST_REASON)}`,
    sayReview(request, glass),
  ];
  return sections(lines.join('\n'));
}

/** What was skipped: missing approvals, a freeze, or both. */
export function sayPastWhat({ missing, freeze }: BrokenGlass): string {
  const parts = [
    ...(missing === 0 ? [] : [`WITHOUT ${missing === 1 ? 'ONE APPROVAL' : `${missing} APPROVALS`}`]),
    ...(freeze === undefined ? [] : [`THROUGH THE FREEZE ${whose(freeze)}`]),
  ];
  return parts.length === 0 ? 'AT ONCE' : parts.join(' AND ');
}

const whose = ({ author, name }: Freeze): string =>
  author === undefined ? `“${escapeText(name.toUpperCase())}”` : `OF ${mentionPerson(author)}`;

function sayReview(request: ActionRequest, { reviewedBy, reviewedAt }: BrokenGlass): string {
  if (reviewedBy !== undefined && reviewedAt !== undefined) {
    return `*Review* closed by ${mentionPerson(reviewedBy)}, ${sayWhen(reviewedAt, 'day_and_time')}.`;
  }
  return isOffered('close_review', request)
    ? '*Review* open: somebody else has to check this and press *Close review*.'
    : '*Review* opens when this is over. Somebody else has to close it.';
}
