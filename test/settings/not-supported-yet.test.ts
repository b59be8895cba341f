import { expect, test } from 'vitest';
import { NOT_SUPPORTED_YET } from '../../src/settings/not-supported-yet.ts';
import { DOCUMENTED_TODAY, DOCUMENTED_WHOLE } from './documented-allowlist.ts';
import { faultsIn, writeAllowlist } from './written-allowlist.ts';

const NOTHING = 'is not supported yet and would change nothing. Take it out.';

test('the documented example has one fault for each key that nothing enforces yet, and none without them', () => {
  expect(faultsIn(DOCUMENTED_WHOLE)).toEqual([`actions.yml:27:5 environments.prod.cooldown: ${NOTHING}`]);
  expect(faultsIn(DOCUMENTED_TODAY)).toEqual([]);
});

test('a key that nothing enforces yet is told at its own place, whatever its value', () => {
  expect(NOT_SUPPORTED_YET.length).toBeGreaterThan(0);
  for (const { key, value } of NOT_SUPPORTED_YET) {
    const ofFile = ['admin_channel', 'audit_channel', 'retention', 'limits'].includes(key);
    const line = `${key}: ${value ?? 5}`;
    const faults = faultsIn(writeAllowlist(ofFile ? { top: [line] } : { prod: [line] }));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/not supported yet/);
  }
});
