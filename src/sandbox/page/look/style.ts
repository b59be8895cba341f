import { GROUND } from './ground.ts';
import { LAYOUT } from './layout.ts';
import { MESSAGES } from './messages.ts';
import { MODALS } from './modals.ts';
import { RUNS } from './runs.ts';

/** The page's style sheet. */
export const PAGE_STYLE = [GROUND, LAYOUT, MESSAGES, MODALS, RUNS].join('\n');
