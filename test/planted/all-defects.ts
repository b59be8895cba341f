import { BORDER } from './defects/border.ts';
import { COMPARED_RUN } from './defects/compared-run.ts';
import { FOLLOWING } from './defects/following.ts';
import { ONE_RUN } from './defects/one-run.ts';
import { PEOPLE } from './defects/people.ts';
import { RECORD } from './defects/record.ts';
import type { PlantedDefect } from './planted-defect.ts';

export const ALL_DEFECTS: readonly PlantedDefect[] = [
  ...COMPARED_RUN,
  ...ONE_RUN,
  ...FOLLOWING,
  ...PEOPLE,
  ...BORDER,
  ...RECORD,
];
