import { ALLOWLIST } from './defects/allowlist.ts';
import { BORDER } from './defects/border.ts';
import { COMMANDS } from './defects/commands.ts';
import { COMPARED_RUN } from './defects/compared-run.ts';
import { CREATING } from './defects/creating.ts';
import { FINDING } from './defects/finding.ts';
import { FOLLOWING } from './defects/following.ts';
import { FORGETTING } from './defects/forgetting.ts';
import { ONLINE_CHECKS } from './defects/online-checks.ts';
import { PEOPLE } from './defects/people.ts';
import { RECHECKS } from './defects/rechecks.ts';
import { RECORD } from './defects/record.ts';
import type { PlantedDefect } from './planted-defect.ts';

export const ALL_DEFECTS: readonly PlantedDefect[] = [
  ...ALLOWLIST,
  ...BORDER,
  ...COMMANDS,
  ...COMPARED_RUN,
  ...CREATING,
  ...FINDING,
  ...FOLLOWING,
  ...FORGETTING,
  ...ONLINE_CHECKS,
  ...PEOPLE,
  ...RECHECKS,
  ...RECORD,
];
