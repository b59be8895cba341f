import { z } from 'zod';
import { allowlistSchema } from '../settings/allowlist-schema.ts';

/** The JSON Schema of the allowlist, for completion and checks in editors. */
export function jsonSchema(): string {
  const schema = z.toJSONSchema(allowlistSchema(), { io: 'input', target: 'draft-7' });
  return `${JSON.stringify({ ...schema, title: 'The allowlist of tf-action: config/actions.yml' }, undefined, 2)}\n`;
}

export function printSchema({ write }: { readonly write: (line: string) => void }): number {
  write(jsonSchema().trimEnd());
  return 0;
}
