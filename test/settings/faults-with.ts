import { expect } from 'vitest';
import { faultsIn, type WrittenParts, writeAllowlist } from './written-allowlist.ts';

/** The faults of the good allowlist with these parts changed. */
export const faultsWith = (
  parts: WrittenParts,
  connections?: ReadonlyMap<string, string | undefined>,
): readonly string[] => faultsIn(writeAllowlist(parts), connections);

/** As `faultsWith`, after one more change of the text. */
export const faultsAfter = (from: string, to: string, parts: WrittenParts = {}): readonly string[] => {
  const text = writeAllowlist(parts);
  expect(text).toContain(from);
  return faultsIn(text.replace(from, to));
};
