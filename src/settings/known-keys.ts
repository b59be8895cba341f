import * as z from 'zod';
import type { Path } from './fault.ts';

/** The keys that the format has at a path of the data, empty where no map can stand. */
export function keysAt(format: z.core.$ZodType, data: unknown, path: Path): readonly string[] {
  const schema = unwrap(format, data);
  const [step, ...rest] = path;
  if (schema instanceof z.ZodObject) {
    if (step === undefined) return Object.keys(schema.shape);
    const inner = Object.hasOwn(schema.shape, step) ? schema.shape[step] : undefined;
    return inner === undefined ? [] : keysAt(inner, valueAt(data, step), rest);
  }
  if (step === undefined) return [];
  if (schema instanceof z.ZodRecord) return keysAt(schema.valueType, valueAt(data, step), rest);
  return schema instanceof z.ZodArray ? keysAt(schema.element, valueAt(data, step), rest) : [];
}

/** What the value has to satisfy: of several shapes the one that the value has the kind of. */
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

/** What stands under a key, `undefined` where nothing does. */
export const valueAt = (data: unknown, step: string | number): unknown =>
  typeof data === 'object' && data !== null && Object.hasOwn(data, step) ? Reflect.get(data, step) : undefined;

export const isMap = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const keysOf = (value: unknown): readonly string[] => (isMap(value) ? Object.keys(value) : []);
