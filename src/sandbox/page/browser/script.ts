import { ACT } from './act.ts';
import { DIALOGS } from './dialogs.ts';
import { FOLLOW } from './follow.ts';
import { MORPH } from './morph.ts';

/** The script of the page: plain JavaScript, served as it stands here, in one scope of its own. */
export const PAGE_SCRIPT = `(() => {
'use strict';
${[MORPH, DIALOGS, ACT, FOLLOW].join('\n')}
})();
`;
