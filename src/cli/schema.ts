import { z } from 'zod';
import { allowlistSchema } from '../settings/allowlist-schema.ts';
import { NOT_SUPPORTED_YET } from '../settings/not-supported-yet.ts';

/** The JSON Schema of the allowlist, by which editors complete and check it. */
export function jsonSchema(): string {
  const schema = z.toJSONSchema(allowlistSchema(), { io: 'input', target: 'draft-7', override: markNotSupported });
  return `${JSON.stringify({ ...schema, title: 'The allowlist of tf-action: config/actions.yml' }, undefined, 2)}\n`;
}

const KEYS: readonly string[] = NOT_SUPPORTED_YET.flatMap(({ key, value }) => (value === undefined ? [key] : []));

/** An editor tells before `check` does. */
function markNotSupported({ jsonSchema: written }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  for (const [key, property] of Object.entries(written.properties ?? {})) {
    if (KEYS.includes(key) && typeof property === 'object') {
      Object.assign(property, { description: 'Not supported yet.', deprecated: true });
    }
  }
}

export function printSchema({ write }: { readonly write: (line: string) => void }): number {
  write(jsonSchema().trimEnd());
  return 0;
}
