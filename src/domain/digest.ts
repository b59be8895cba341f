import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import type { AskedFor } from './request.ts';

/** SHA-256 of the canonical JSON of what was asked, as 64 lower-case hex digits. */
export const digestOf = (asked: AskedFor): string => createHash('sha256').update(canonicalJson(asked)).digest('hex');
