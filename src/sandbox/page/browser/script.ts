import { ACT } from './act.ts';
import { DIALOGS } from './dialogs.ts';
import { FOLLOW } from './follow.ts';
import { MORPH } from './morph.ts';

/** The page's script: plain JavaScript, served unchanged, in its own scope. */
export const PAGE_SCRIPT = `(() => {
'use strict';
${[MORPH, DIALOGS, ACT, FOLLOW].join('\n')}
})();
`;
