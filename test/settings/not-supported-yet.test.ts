import { expect, test } from 'vitest';
import { NOT_SUPPORTED_YET } from '../../src/settings/not-supported-yet.ts';
import { faultsIn, writeAllowlist } from './written-allowlist.ts';

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
