import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { jsonSchema } from '../../src/cli/schema.ts';
import { parseAllowlist } from '../../src/settings/allowlist-file.ts';
import { DOCUMENTED } from './documented-allowlist.ts';
import { writeAllowlist } from './written-allowlist.ts';

interface Described {
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
}

/** Every property of a JSON Schema at any depth, with its path. */
function propertiesIn(path: string, schema: unknown): readonly { readonly path: string; readonly schema: Described }[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([word, inner]: [string, unknown]) =>
    word === 'properties' && typeof inner === 'object' && inner !== null
      ? Object.entries(inner).flatMap(([key, one]: [string, Described]) => [
          { path: `${path}.${key}`, schema: one },
          ...propertiesIn(`${path}.${key}`, one),
        ])
      : propertiesIn(path, inner),
  );
}

const CONFIG = join(import.meta.dirname, '..', '..', 'config');
const shipped = readFileSync(join(CONFIG, 'actions.yml'), 'utf8');

test('the shipped allowlist is good, and has the entries of the documented example but for what would hold up trying it', () => {
  const entries = parseAllowlist(shipped, 'config/actions.yml', new Map()).entries;
  expect(entries).toEqual(
    parseAllowlist(DOCUMENTED.replace('    cooldown: 10m\n', ''), 'actions.yml', new Map()).entries,
  );
});

describe('the JSON Schema', () => {
  const validate = new Ajv({ strict: false }).compile(JSON.parse(jsonSchema()));
  const accepts = (text: string): boolean => validate(parse(text));

  test('beside the shipped allowlist is the one that the command prints', () => {
    expect(readFileSync(join(CONFIG, 'actions.schema.json'), 'utf8')).toBe(jsonSchema());
  });

  test('takes the shipped allowlist and the documented one', () => {
    expect(accepts(shipped)).toBe(true);
    expect(accepts(DOCUMENTED)).toBe(true);
    expect(accepts(writeAllowlist({ environments: '{ prod: }' }))).toBe(true);
  });

  test('knows the shapes of the keys of the file', () => {
    const keys = {
      freezes: [['[{ name: feast, from: 2026-12-24 }]'], ['[{ from: 2026-12-24 }]', '[{ name: x, form: 1 }]', '{}']],
      limits: [['{ open: 50, commands_per_minute: 60 }'], ['{ open: 0 }', '{ opened: 1 }', '50']],
      retention: [['90d'], ['90', '"90"', '[90d]']],
      admin_channel: [['ops'], ['[ops]', '5']],
      audit_channel: [['ops'], ['[ops]', '5']],
    };
    for (const [key, [good = [], bad = []]] of Object.entries(keys)) {
      for (const value of good) expect(accepts(writeAllowlist({ top: [`${key}: ${value}`] })), value).toBe(true);
      for (const value of bad) expect(accepts(writeAllowlist({ top: [`${key}: ${value}`] })), value).toBe(false);
    }
    for (const good of ['cooldown: 10m', 'max_open: 2', 'preview: true', 'viewers: [sre]', 'operators: [sre]']) {
      expect(accepts(writeAllowlist({ prod: [good] })), good).toBe(true);
    }
    for (const bad of ['cooldown: 10', 'max_open: 0', 'preview: "yes"', 'viewers: sre', 'break_glass: none']) {
      expect(accepts(writeAllowlist({ prod: [bad] })), bad).toBe(false);
    }
  });

  test('says what every key means, with an example and a default that the key takes', () => {
    const keys = propertiesIn('', JSON.parse(jsonSchema()));
    expect(keys.length).toBeGreaterThan(100);
    expect(keys.filter(({ schema }) => !schema.description).map(({ path }) => path)).toEqual([]);
    const ajv = new Ajv({ strict: false });
    const wrong = keys.flatMap(({ path, schema }) => {
      const takes = ajv.compile(schema);
      const values = [...(schema.examples ?? []), ...(schema.default === undefined ? [] : [schema.default])];
      return values.filter((value) => !takes(value)).map((value) => `${path}: ${JSON.stringify(value)}`);
    });
    expect(wrong).toEqual([]);
  });

  test('refuses what an editor can see', () => {
    for (const bad of ['colour: red', 'channels: ops', 'start_within: 60', 'max_invocations: 0']) {
      expect(accepts(writeAllowlist({ cleanup: [bad] })), bad).toBe(false);
    }
    expect(accepts(writeAllowlist().replace('  cleanup:', '  Clean up:'))).toBe(false);
  });
});
