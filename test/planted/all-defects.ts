import { COMPARED_RUN } from './defects/compared-run.ts';
import type { PlantedDefect } from './planted-defect.ts';

export const ALL_DEFECTS: readonly PlantedDefect[] = [...COMPARED_RUN];
