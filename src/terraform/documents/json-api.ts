import { z } from 'zod';
import type { Said } from '../../domain/said.ts';

/** Servers send these values as different types, so each is converted if its meaning is plain. */
export const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
export const count = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,9}$/)
      .transform(Number),
  ])
  .pipe(z.number().int().nonnegative());
export const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((word) => word === 'true')]);
export const texts = z.array(text);

/** Absent, `null` and any other type are `undefined`. */
export const maybe = <Schema extends z.ZodType>(schema: Schema) =>
  schema
    .nullish()
    .catch(undefined)
    .transform((value) => value ?? undefined);

/** Absent and `null` are `undefined`; any other type is unreadable. */
export const said = <Schema extends z.ZodType>(schema: Schema) =>
  schema
    .nullish()
    .catch(UNREADABLE as never)
    .transform((value): Said<z.infer<Schema>> => value ?? undefined);

const UNREADABLE = 'unreadable';

const reference = z.object({ id: text, type: text });
const relation = z.object({ data: maybe(reference) });

const resource = z.object({
  id: z.string().min(1),
  type: text,
  attributes: maybe(z.record(z.string(), z.unknown())),
  relationships: maybe(z.record(z.string(), z.unknown())),
});
export type Resource = z.infer<typeof resource>;
export type Reference = z.infer<typeof reference>;

const included = maybe(z.array(maybe(resource))).transform((all) => (all ?? []).filter((one) => one !== undefined));

const document = z.object({ data: resource, included });
const list = z.object({
  data: z.array(resource),
  included,
  links: maybe(z.object({ next: maybe(text) })),
  meta: maybe(z.record(z.string(), z.unknown())),
});

export interface Document {
  readonly data: Resource;
  readonly included: readonly Resource[];
}
export type List = z.infer<typeof list>;

/** `undefined` if this is not such a document. */
export const parseDocument = (json: unknown): Document | undefined => document.safeParse(json).data;
export const parseList = (json: unknown): List | undefined => list.safeParse(json).data;

export const related = (from: Resource, name: string): Reference | undefined =>
  relation.safeParse(from.relationships?.[name]).data?.data;

/** False only if the document says that there is none; `undefined` if it does not mention it. */
export function isRelated(from: Resource, name: string): boolean | undefined {
  if (related(from, name) !== undefined) return true;
  const said = z.object({ data: z.null() }).safeParse(from.relationships?.[name]);
  return said.success ? false : undefined;
}

export const findIncluded = (all: readonly Resource[], wanted: Reference | undefined): Resource | undefined =>
  all.find(({ id, type }) => id === wanted?.id && type === wanted.type);

export function dateOf(value: string | undefined): Date | undefined {
  const date = new Date(value ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
