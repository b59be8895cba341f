import { type Answer, notFound } from './answer.ts';
import type { Reading } from './reading.ts';
import type { Run } from './runs.ts';
import type { Workspace } from './workspaces.ts';

export interface RouteCall extends Reading {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Parsed JSON. `undefined` if there was none. */
  readonly body: unknown;
  /** The address without its query, for the links of a list. */
  readonly url: string;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  /** Under /api/v2. `:name` matches one segment of the path. */
  readonly path: string;
  /** Counts towards the limit of 30 per minute. */
  readonly isRunList?: true;
  readonly answer: (call: RouteCall) => Answer;
}

/** What the token must not see does not exist for it. */
export function visibleWorkspace({ world, access }: Reading, id: string | undefined): Workspace | undefined {
  const workspace = world.workspaces.get(id ?? '');
  return workspace !== undefined && access.organizations.has(workspace.organization) ? workspace : undefined;
}

export function visibleRun(reading: Reading, id: string | undefined): Run | undefined {
  const run = reading.world.runs.get(id ?? '');
  return run !== undefined && visibleWorkspace(reading, run.workspaceId) !== undefined ? run : undefined;
}

/** The answer for the found subject, or 404. */
export function answerOf<T>(subject: T | undefined, answer: (found: T) => Answer): Answer {
  return subject === undefined ? notFound() : answer(subject);
}

/** An invalid escape stays as it is: it matches nothing that exists. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function matchPath(pattern: string, path: string): Readonly<Record<string, string>> | undefined {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':')) params[part.slice(1)] = decoded(value);
    else if (part !== value) return undefined;
  }
  return params;
}
