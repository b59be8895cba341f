import { isNode, isScalar, type Pair } from 'yaml';

/** Names with a special meaning in JavaScript. They are reported and never become keys. */
export const RESERVED_NAMES: readonly string[] = ['__proto__', 'constructor', 'prototype'];

/** Keys are always text. */
export const keyOf = (pair: Pair): string => (isScalar(pair.key) ? String(pair.key.value ?? '') : '');

/** The offset in characters. */
export const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);
