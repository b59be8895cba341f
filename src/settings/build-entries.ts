import type { Entry, EntryOrigins } from '../domain/entry.ts';
import { type MissingSetting, resolveEntry } from '../domain/resolve-entry.ts';
import type { AllowlistFile } from './allowlist-schema.ts';
import { faultInChannels, faultInPeople, faultsInCounts } from './approval-faults.ts';
import { variableSuffix } from './connections.ts';
import { type Fault, printPath } from './fault.ts';
import { ineffectiveValues } from './ineffective-values.ts';
import type { Connections } from './name-faults.ts';
import { faultsInParameters } from './parameter-faults.ts';
import { type PlacedEntry, placeEntries } from './read-levels.ts';
import type { Shape } from './read-shape.ts';
import { faultInShowing, warningInShowing } from './shown-faults.ts';

/**
 * Combines the levels of each entry and checks the result. If a level has faults, nothing is reported as missing
 * because of them.
 */
export function buildEntries(
  file: AllowlistFile,
  connections: Connections,
  { isFaulty, hasFaultyIds }: Pick<Shape, 'isFaulty' | 'hasFaultyIds'>,
): {
  readonly entries: readonly Entry[];
  readonly origins: readonly EntryOrigins[];
  readonly faults: readonly Fault[];
  /** Warnings: valid settings that may surprise. */
  readonly warnings: readonly Fault[];
} {
  const placed = placeEntries(file);
  const entries: Entry[] = [];
  const origins: EntryOrigins[] = [];
  const faults: Fault[] = [];
  const warnings: Fault[] = [];
  const lacking: Lacking[] = [];
  for (const one of placed.filter(({ isSound }) => isSound)) {
    const resolved = resolve(one, connections);
    if ('entry' in resolved) {
      entries.push(resolved.entry);
      origins.push(originsOf(one));
      const isSure = (...keys: readonly string[]): boolean =>
        one.levels.every(({ path }) => keys.every((key) => !isFaulty([...path, key])));
      const found = [
        isSure('requesters', 'approval') && !hasFaultyIds('people') ? faultInPeople(resolved.entry) : undefined,
        isSure('channels') && !hasFaultyIds('channels') ? faultInChannels(resolved.entry) : undefined,
        isSure('approval') ? faultInShowing(resolved.entry) : undefined,
      ];
      const warning = warningInShowing(resolved.entry);
      if (warning !== undefined)
        warnings.push({ path: ['actions', one.action, 'parameters'], at: 'key', text: warning });
      for (const text of found) {
        if (text !== undefined) faults.push({ path: ['actions', one.action], at: 'key', text });
      }
      continue;
    }
    const missing = resolved.missing.filter((key) => one.levels.every(({ path }) => !isFaulty([...path, key])));
    lacking.push(...missing.map((key) => ({ key, action: one.action, environment: one.environment })));
  }
  const inCounts = hasFaultyIds('people') ? [] : faultsInCounts(placed);
  faults.push(...sayLacking(lacking), ...faultsInParameters(file), ...inCounts);
  return { entries, origins, warnings, faults: [...faults, ...ineffectiveValues(placed, isFaulty)] };
}

/** In the order in which `resolveEntry` combines the levels. */
function originsOf({ action, environment, levels }: PlacedEntry): EntryOrigins {
  const saying = (key: 'requesters' | 'channels'): readonly string[] =>
    levels.filter(({ level }) => level[key] !== undefined).map(({ path }) => printPath(path));
  const required = levels.flatMap(({ path, level }) => (level.required ?? []).map(() => printPath(path)));
  return { action, environment, requesters: saying('requesters'), channels: saying('channels'), required };
}

/** If the connections are unknown, the organization is shown as the variable that would name it. */
function resolve({ action, environment, levels, parameters }: PlacedEntry, connections: Connections) {
  const toResolve = { action, environment, parameters, levels: levels.map(({ level }) => level) };
  const organizations = [...(connections ?? [])].flatMap(([name, organization]) =>
    organization === undefined ? [] : [[name, organization] as const],
  );
  const resolved = resolveEntry({ ...toResolve, connectionOrganizations: new Map(organizations) });
  const connection = toResolve.levels.findLast((level) => level.connection !== undefined)?.connection;
  if ('entry' in resolved || connections !== undefined || connection === undefined) return resolved;
  const variable = `TFE_ORGANIZATION_${variableSuffix(connection)}`;
  return resolveEntry({ ...toResolve, connectionOrganizations: new Map([[connection, variable]]) });
}

interface Lacking {
  readonly key: MissingSetting;
  readonly action: string;
  readonly environment: string;
}

/** The level where a missing key is best written: a place in the environment, everything else in the action. */
const HOMES: Readonly<Record<MissingSetting, { readonly home: 'action' | 'environment'; readonly wayOut: string }>> = {
  organization: { home: 'environment', wayOut: 'Write organization: here or in everywhere.' },
  workspace: { home: 'environment', wayOut: 'Write workspace: here, or in the action.' },
  address: { home: 'action', wayOut: 'Write address: here, such as action.aws_lambda_invoke.cleanup.' },
  requesters: { home: 'action', wayOut: 'Write requesters: here, in the environment or in everywhere.' },
};

function sayLacking(lacking: readonly Lacking[]): readonly Fault[] {
  return Object.entries(HOMES).flatMap(([key, { home, wayOut }]): readonly Fault[] => {
    const ofKey = lacking.filter((one) => one.key === key);
    const names = [...new Set(ofKey.map((one) => one[home]))];
    return names.map((name) => {
      const others = ofKey.filter((one) => one[home] === name);
      const about = others.map((one) => (home === 'action' ? one.environment : one.action));
      const where = home === 'action' ? ` in ${about.join(', ')}` : ` for ${about.join(', ')}`;
      const nobody = key === 'requesters' ? ', which means nobody' : '';
      const path = [home === 'action' ? 'actions' : 'environments', name];
      return { path, at: 'key', text: `has no ${key}${where}${nobody}. ${wayOut}` };
    });
  });
}
