import type { PlantedDefect } from '../planted-defect.ts';

const FILE = 'src/domain/planned-run.ts';
const BREAKS = 'What was approved is what runs.';
const TABLE = { file: 'test/domain/planned-run.test.ts' };

/** A row of the comparison that no longer compares. */
const row = (name: string, replace: string, by: string): PlantedDefect => ({
  name: `compared run: ${name}`,
  ...{ file: FILE, replace, by, breaks: BREAKS, noticedBy: [TABLE] },
});

export const COMPARED_RUN: readonly PlantedDefect[] = [
  row('the workspace is not compared', '(id, { workspace }) => id === workspace', '() => true'),
  row('the address is not compared', 'addresses.length === 1 && addresses[0] === address', 'addresses.length === 1'),
  row('a second address is let through', 'addresses.length === 1 && addresses[0]', 'addresses[0]'),
  row('is-destroy is not compared', "'is-destroy', (is) => !is", "'is-destroy', () => true"),
];
