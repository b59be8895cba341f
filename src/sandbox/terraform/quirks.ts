import { isObject, type JsonObject } from './json.ts';

const ADDED_LATER = { 'added-after-this-was-written': { nested: [1, null, 'x'] } };

function addTo(resource: unknown): unknown {
  if (!isObject(resource)) return resource;
  const attributes = isObject(resource.attributes) ? resource.attributes : {};
  const relationships = isObject(resource.relationships) ? resource.relationships : {};
  const numeric = (value: unknown) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value);
  const keys = attributes['for-each-values'];
  return {
    ...resource,
    attributes: {
      ...attributes,
      ...ADDED_LATER,
      ...('action-key' in attributes ? { 'action-key': numeric(attributes['action-key']) } : {}),
      ...(Array.isArray(keys) ? { 'for-each-values': keys.map(numeric) } : {}),
    },
    relationships: { ...relationships, 'new-things': { data: [{ id: 'thing-1', type: 'things' }] } },
  };
}

/**
 * A valid answer as a later version of the service may give it: with unknown attributes, relationships and included
 * types, and numbers as strings.
 */
export function addQuirks(body: JsonObject): JsonObject {
  if (Array.isArray(body.errors)) {
    const numbered = body.errors.map((error) => (isObject(error) ? { ...error, status: Number(error.status) } : error));
    return { ...body, errors: numbered, meta: ADDED_LATER };
  }
  const included = Array.isArray(body.included) ? body.included.map(addTo) : [];
  return {
    ...body,
    jsonapi: { version: '1.1' },
    data: Array.isArray(body.data) ? body.data.map(addTo) : addTo(body.data),
    included: [...included, { id: 'thing-1', type: 'things', attributes: ADDED_LATER }],
  };
}
