import { isNode, isScalar, type Pair } from 'yaml';

/** Names that JavaScript gives a meaning of its own: they are faults, and never become keys of data. */
export const RESERVED_NAMES: readonly string[] = ['__proto__', 'constructor', 'prototype'];

/** Keys are text, whatever they look like. */
export const keyOf = (pair: Pair): string => (isScalar(pair.key) ? String(pair.key.value ?? '') : '');

/** Characters from the beginning of the file. */
export const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);
