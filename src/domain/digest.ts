import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import type { Frozen } from './request.ts';

/** SHA-256 over the canonical JSON of what was frozen, as 64 lower-case hex digits. */
export const digestOf = (frozen: Frozen): string => createHash('sha256').update(canonicalJson(frozen)).digest('hex');
