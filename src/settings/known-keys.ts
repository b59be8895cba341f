import * as z from 'zod';
import type { Path } from './fault.ts';

/** The keys that the format allows at a path. Empty if it allows no map there. */
export function keysAt(format: z.core.$ZodType, data: unknown, path: Path): readonly string[] {
  const schema = schemaAt(format, data, path);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

/** The format at a path. `undefined` if there is none. */
export function schemaAt(format: z.core.$ZodType, data: unknown, path: Path): z.core.$ZodType | undefined {
  const schema = unwrap(format, data);
  const [step, ...rest] = path;
  if (step === undefined) return schema;
  const inner = innerOf(schema, step);
  return inner === undefined ? undefined : schemaAt(inner, valueAt(data, step), rest);
}

function innerOf(schema: z.core.$ZodType, step: string | number): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) return Object.hasOwn(schema.shape, step) ? schema.shape[step] : undefined;
  if (schema instanceof z.ZodRecord) return schema.valueType;
  return schema instanceof z.ZodArray ? schema.element : undefined;
}

/** The format for a value. For a union, the shape whose kind fits the value. */
function unwrap(schema: z.core.$ZodType, data: unknown): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return unwrap(schema.unwrap(), data);
  if (!(schema instanceof z.ZodUnion)) return schema;
  const options = schema.options.map((option) => unwrap(option, data));
  return options.find((option) => isOfKind(option, data)) ?? schema;
}

function isOfKind(option: z.core.$ZodType, data: unknown): boolean {
  if (option instanceof z.ZodArray) return Array.isArray(data);
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return false;
  if (!(option instanceof z.ZodObject)) return option instanceof z.ZodRecord;
  const type = option.shape.type;
  return type === undefined || z.safeParse(type, valueAt(data, 'type')).success;
}

/** The value of a key, or `undefined`. */
export const valueAt = (data: unknown, step: string | number): unknown =>
  typeof data === 'object' && data !== null && Object.hasOwn(data, step) ? Reflect.get(data, step) : undefined;

export const isMap = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const keysOf = (value: unknown): readonly string[] => (isMap(value) ? Object.keys(value) : []);
