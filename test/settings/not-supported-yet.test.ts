import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { jsonSchema } from '../../src/cli/schema.ts';
import { parseAllowlist } from '../../src/settings/allowlist-file.ts';
import { DOCUMENTED_TODAY, DOCUMENTED_WHOLE } from './documented-allowlist.ts';
import { faultsIn, writeAllowlist } from './written-allowlist.ts';

const NOTHING = 'is not supported yet and would change nothing. Take it out.';
const NO_REHEARSAL = 'cannot be rehearse: it is not supported yet. Write automatic or by_hand.';
const CONFIG = join(import.meta.dirname, '..', '..', 'config');
const shipped = readFileSync(join(CONFIG, 'actions.yml'), 'utf8');

test('the documented example has one fault for each key that nothing enforces yet, and none without them', () => {
  expect(faultsIn(DOCUMENTED_WHOLE)).toEqual([
    `actions.yml:26:5 environments.prod.break_glass: ${NOTHING}`,
    `actions.yml:27:5 environments.prod.cooldown: ${NOTHING}`,
    `actions.yml:45:1 freezes: ${NOTHING}`,
  ]);
  expect(faultsIn(DOCUMENTED_TODAY)).toEqual([]);
});

test('the shipped allowlist is good, and is the documented example', () => {
  const entries = parseAllowlist(shipped, 'config/actions.yml', new Map()).entries;
  expect(entries).toEqual(parseAllowlist(DOCUMENTED_TODAY, 'actions.yml', new Map()).entries);
});

test('every key of every level that nothing enforces yet is told at its own place', () => {
  const ofLevel = [
    'cooldown: 10m',
    'max_open: 1',
    'preview: true',
    'apply: rehearse',
    'post_to: ops',
    'viewers: [sre]',
  ];
  const faults = faultsIn(
    writeAllowlist({
      everywhere: ofLevel,
      prod: [...ofLevel, 'break_glass: [sre]', 'operators: [sre]'],
      cleanup: [...ofLevel, 'break_glass: none'],
      environments: '{ prod: { break_glass: none, preview: true } }',
      top: [
        'freezes: [{ name: feast, from: 2026-12-24, until: 2026-12-27T06:00 }]',
        'admin_channel: ops',
        'audit_channel: ops',
        'retention: 90d',
        'limits: { open: 50, commands_per_minute: 60 }',
      ],
    }),
  );
  const levelFaults = (path: string, line: number, column: number): readonly string[] => [
    `actions.yml:${line}:${column} ${path}.cooldown: ${NOTHING}`,
    `actions.yml:${line + 1}:${column} ${path}.max_open: ${NOTHING}`,
    `actions.yml:${line + 2}:${column} ${path}.preview: ${NOTHING}`,
    `actions.yml:${line + 3}:${column + 7} ${path}.apply: ${NO_REHEARSAL}`,
    `actions.yml:${line + 4}:${column} ${path}.post_to: ${NOTHING}`,
    `actions.yml:${line + 5}:${column} ${path}.viewers: ${NOTHING}`,
  ];
  expect(faults).toEqual([
    ...levelFaults('everywhere', 9, 3),
    ...levelFaults('environments.prod', 18, 5),
    `actions.yml:24:5 environments.prod.break_glass: ${NOTHING}`,
    `actions.yml:25:5 environments.prod.operators: ${NOTHING}`,
    `actions.yml:29:29 actions.cleanup.environments.prod.break_glass: ${NOTHING}`,
    `actions.yml:29:48 actions.cleanup.environments.prod.preview: ${NOTHING}`,
    ...levelFaults('actions.cleanup', 30, 5),
    `actions.yml:36:5 actions.cleanup.break_glass: ${NOTHING}`,
    `actions.yml:37:1 freezes: ${NOTHING}`,
    `actions.yml:38:1 admin_channel: ${NOTHING}`,
    `actions.yml:39:1 audit_channel: ${NOTHING}`,
    `actions.yml:40:1 retention: ${NOTHING}`,
    `actions.yml:41:1 limits: ${NOTHING}`,
  ]);
});

test('one of the wrong shape is told once: it has to come out anyway', () => {
  const faults = faultsIn(
    writeAllowlist({
      everywhere: ['cooldown: 5', 'viewers: [nobody]'],
      prod: ['break_glass: 5'],
      cleanup: ['break_glass: [sre]'],
      top: ['freezes: { weekend: [prd] }', 'limits:', 'retention: [1]'],
    }),
  );
  expect(faults).toEqual([
    `actions.yml:9:3 everywhere.cooldown: ${NOTHING}`,
    `actions.yml:10:3 everywhere.viewers: ${NOTHING}`,
    `actions.yml:14:5 environments.prod.break_glass: ${NOTHING}`,
    `actions.yml:19:5 actions.cleanup.break_glass: ${NOTHING}`,
    `actions.yml:20:1 freezes: ${NOTHING}`,
    `actions.yml:21:1 limits: ${NOTHING}`,
    `actions.yml:22:1 retention: ${NOTHING}`,
  ]);
});

test('one at a level that does not have it is an unknown key', () => {
  expect(faultsIn(writeAllowlist({ cleanup: ['operators: [sre]'], everywhere: ['freezes: []'] }))).toEqual([
    'actions.yml:9:3 everywhere.freezes: is not a key of everywhere. It belongs to the top of the file.',
    'actions.yml:17:5 actions.cleanup.operators: is not a key of actions.cleanup. It belongs to an environment.',
  ]);
});

describe('the JSON Schema', () => {
  const validate = new Ajv({ strict: false }).compile(JSON.parse(jsonSchema()));
  const accepts = (text: string): boolean => validate(parse(text));

  test('beside the shipped allowlist is the one that the command prints', () => {
    expect(readFileSync(join(CONFIG, 'actions.schema.json'), 'utf8')).toBe(jsonSchema());
  });

  test('takes the shipped allowlist and the documented one, with the keys that come later', () => {
    expect(accepts(shipped)).toBe(true);
    expect(accepts(DOCUMENTED_WHOLE)).toBe(true);
    expect(accepts(writeAllowlist({ environments: '{ prod: }' }))).toBe(true);
  });

  test('knows the shapes of the keys that come later, and says that they are not supported yet', () => {
    const later = {
      freezes: [['[{ name: feast, from: 2026-12-24 }]'], ['[{ from: 2026-12-24 }]', '[{ name: x, form: 1 }]', '{}']],
      limits: [['{ open: 50, commands_per_minute: 60 }'], ['{ open: 0 }', '{ opened: 1 }', '50']],
      retention: [['90d'], ['90', '"90"', '[90d]']],
      admin_channel: [['ops'], ['[ops]', '5']],
      audit_channel: [['ops'], ['[ops]', '5']],
    };
    for (const [key, [good = [], bad = []]] of Object.entries(later)) {
      for (const value of good) expect(accepts(writeAllowlist({ top: [`${key}: ${value}`] })), value).toBe(true);
      for (const value of bad) expect(accepts(writeAllowlist({ top: [`${key}: ${value}`] })), value).toBe(false);
      expect(JSON.parse(jsonSchema()).properties[key]).toMatchObject({
        description: 'Not supported yet.',
        deprecated: true,
      });
    }
    for (const good of ['cooldown: 10m', 'max_open: 2', 'preview: true', 'viewers: [sre]', 'operators: [sre]']) {
      expect(accepts(writeAllowlist({ prod: [good] })), good).toBe(true);
    }
    for (const bad of ['cooldown: 10', 'max_open: 0', 'preview: "yes"', 'viewers: sre', 'break_glass: none']) {
      expect(accepts(writeAllowlist({ prod: [bad] })), bad).toBe(false);
    }
  });

  test('refuses what an editor can see', () => {
    for (const bad of ['colour: red', 'channels: ops', 'start_within: 60', 'max_invocations: 0']) {
      expect(accepts(writeAllowlist({ cleanup: [bad] })), bad).toBe(false);
    }
    expect(accepts(writeAllowlist().replace('  cleanup:', '  Clean up:'))).toBe(false);
  });
});
