import { parseAllowlist } from '../../src/settings/allowlist-file.ts';
import { SettingsFault } from '../../src/settings/fault.ts';
import type { Connections } from '../../src/settings/name-faults.ts';

/** Lines to insert into an otherwise valid allowlist, each at its place. */
export interface WrittenParts {
  readonly top?: readonly string[];
  readonly everywhere?: readonly string[];
  readonly prod?: readonly string[];
  readonly cleanup?: readonly string[];
  readonly environments?: string;
}

const indent = (lines: readonly string[] | undefined, by: number): readonly string[] =>
  (lines ?? []).map((line) => ' '.repeat(by) + line);

/**
 * Without earlier insertions, the lines of `everywhere` start at line 9, those of `prod` at 12, and those of `cleanup`
 * and then of the top at 16.
 */
export const writeAllowlist = ({ top, everywhere, prod, cleanup, environments }: WrittenParts = {}): string =>
  [
    'version: 1',
    'people: { devs: S0DEVS0001, sre: S0SRE00001, ana: U0ANA00001, ben: U0BEN00001 }',
    'channels: { ops: C0OPS00001, dev: C0DEV00001 }',
    '',
    '# What holds for every entry.',
    'everywhere:',
    '  organization: acme',
    '  requesters: [devs, sre]',
    ...indent(everywhere, 2),
    'environments:',
    '  prod:',
    '    workspace: acme-prod',
    ...indent(prod, 4),
    'actions:',
    '  cleanup:',
    '    address: action.aws_lambda_invoke.cleanup',
    `    environments: ${environments ?? '[prod]'}`,
    ...indent(cleanup, 4),
    ...indent(top, 0),
    '',
  ].join('\n');

/** All faults of a text. Empty if it is valid. */
export function faultsIn(text: string, connections: Connections = new Map()): readonly string[] {
  try {
    parseAllowlist(text, 'actions.yml', connections);
    return [];
  } catch (error) {
    if (error instanceof SettingsFault) return error.faults;
    throw error;
  }
}
