import { z } from 'zod';
import { maybe, parseDocument, type Resource, text } from './json-api.ts';

const attributes = z.object({ status: maybe(text), 'log-read-url': maybe(z.string()) });

/** What a plan or an apply says about its log. Anybody with the address can read the log. */
export interface LogSource {
  readonly failed: boolean;
  readonly address: string | undefined;
}

/** `undefined` if this is neither a plan nor an apply. */
export function parseLogSource(json: unknown): LogSource | undefined {
  const document = parseDocument(json);
  if (document === undefined || !['plans', 'applies'].includes(document.data.type)) return undefined;
  return logSourceOf(document.data);
}

export function logSourceOf(resource: Resource): LogSource {
  const source = attributes.parse(resource.attributes ?? {});
  return {
    failed: source.status === 'errored' || source.status === 'canceled',
    address: source['log-read-url'],
  };
}
