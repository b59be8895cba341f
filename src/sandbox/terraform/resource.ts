import { type Answer, badRequest } from './answer.ts';
import type { JsonObject } from './json.ts';

export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly attributes: JsonObject;
  readonly relationships?: JsonObject;
  readonly links?: JsonObject;
}

export function relation(type: string, id: string, related?: string): JsonObject {
  return { data: { id, type }, ...(related === undefined ? {} : { links: { related } }) };
}

/** The document with other content, as from a server that ignores what it was asked for. */
export function saying(resource: Resource, instead: JsonObject): Resource {
  const { attributes, relationships = {} } = resource;
  const isRelated = (name: string): boolean => Object.hasOwn(relationships, name);
  const related = Object.entries(instead).filter(([name]) => isRelated(name));
  return {
    ...resource,
    attributes: { ...attributes, ...Object.fromEntries(Object.entries(instead).filter(([name]) => !isRelated(name))) },
    relationships: {
      ...relationships,
      ...Object.fromEntries(related.map(([name, id]) => [name, id === undefined ? {} : relation(name, String(id))])),
    },
  };
}

/**
 * For example `2021-05-24T07:38:04+00:00`, the format of `status-timestamps`. Other times have milliseconds and a Z.
 */
export function secondsStamp(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}+00:00`;
}

export function millisecondsStamp(at: number): string {
  return new Date(at).toISOString();
}

/** A value of `include`, and the resources it adds for a document. */
export type Includes<T> = Readonly<Record<string, (subject: T) => readonly Resource[]>>;

/** The included resources without duplicates. A 400 for an unknown value. */
export function resolveIncludes<T>(
  query: URLSearchParams,
  known: Includes<T>,
  subjects: readonly T[],
): readonly Resource[] | Answer {
  const words = (query.get('include') ?? '').split(',').filter((word) => word !== '');
  const unknown = words.find((word) => !Object.hasOwn(known, word));
  if (unknown !== undefined) return badRequest(`Invalid include parameter: ${unknown}`);
  const found = new Map<string, Resource>();
  for (const word of words)
    for (const subject of subjects)
      for (const resource of known[word]?.(subject) ?? []) found.set(`${resource.type} ${resource.id}`, resource);
  return [...found.values()];
}

export function isAnswer(value: readonly Resource[] | Answer): value is Answer {
  return 'status' in value;
}

export function documentOf(
  data: Resource | readonly Resource[],
  included: readonly Resource[],
  rest: JsonObject = {},
): JsonObject {
  return { data, ...rest, ...(included.length === 0 ? {} : { included }) };
}
