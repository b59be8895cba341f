import type { Entry, ParameterDefinition } from '../domain/entry.ts';
import { faultInValue, LONGEST_TEXT } from '../domain/parameters.ts';
import type { PeopleList } from '../domain/person.ts';
import {
  GUARDS,
  type Level,
  levelThatOutdoes,
  type MissingSetting,
  resolveEntry,
  sortedOnce,
} from '../domain/resolve-entry.ts';
import type { AllowlistFile, BlockInFile, LevelInFile, ParameterInFile } from './allowlist-schema.ts';
import { type Fault, type Path, printPath } from './fault.ts';

/** A fault that only shows once the levels are put together. */
export interface BuiltFault extends Fault {
  /** The setting that is missing, which nobody is told of twice. */
  readonly about?: string;
}

interface PlacedLevel {
  readonly path: Path;
  readonly level: Level;
}

interface PlacedEntry {
  readonly action: string;
  readonly environment: string;
  readonly path: Path;
  readonly levels: readonly PlacedLevel[];
}

/** Puts the levels of every entry together, and finds what makes no sense in any of them. */
export function buildEntries(
  file: AllowlistFile,
  connections: ReadonlyMap<string, string | undefined>,
): { readonly entries: readonly Entry[]; readonly faults: readonly BuiltFault[] } {
  const faults: BuiltFault[] = [];
  const placed = placeEntries(file);
  const organizations = new Map(
    [...connections].flatMap(([name, organization]) =>
      organization === undefined ? [] : [[name, organization] as const],
    ),
  );
  const entries = placed.flatMap(({ action, environment, path, levels }) => {
    const parameters = readDefinitions(file, action);
    const resolved = resolveEntry({
      ...{ action, environment, parameters },
      levels: levels.map(({ level }) => level),
      connectionOrganizations: organizations,
    });
    if ('entry' in resolved) return [resolved.entry];
    for (const missing of resolved.missing) faults.push({ path, at: 'key', text: MISSING[missing], about: missing });
    return [];
  });
  faults.push(...faultsInParameters(file), ...faultsInCounts(placed), ...ineffective(placed));
  return { entries, faults };
}

const MISSING: Readonly<Record<MissingSetting, string>> = {
  organization: 'has no organization. Say organization here, in its environment or everywhere.',
  workspace: 'has no workspace. Say workspace in its environment or here.',
  address: 'has no address. Say the address of its action.',
  requesters: 'has no requesters, which means nobody. Say who may request it, here or further out.',
};

function placeEntries(file: AllowlistFile): readonly PlacedEntry[] {
  const read = reader(file);
  const outermost: PlacedLevel = { path: ['everywhere'], level: read.level(file.everywhere ?? {}) };
  const ofAll: PlacedLevel = { path: ['notify'], level: read.level({ notify: file.notify }) };
  return Object.entries(file.actions).flatMap(([action, settings]) => {
    const { environments, parameters: _parameters, ...own } = settings;
    const blocks: readonly (readonly [string, BlockInFile | null])[] = Array.isArray(environments)
      ? environments.map((environment) => [environment, null] as const)
      : Object.entries(environments);
    return blocks.map(([environment, block], index) => {
      const path = ['actions', action, 'environments', Array.isArray(environments) ? index : environment];
      const levels = [
        outermost,
        ofAll,
        { path: ['environments', environment], level: read.level(file.environments[environment] ?? {}) },
        { path: ['actions', action], level: read.level(own) },
        { path, level: read.level(block ?? {}) },
      ];
      return { action, environment, path, levels };
    });
  });
}

/** Turns names into ids. Every name is known: the schema has seen to that. */
function reader({ people = {}, channels = {} }: AllowlistFile) {
  const list = (names: readonly string[]): PeopleList => {
    const ids = names.filter((name) => name !== 'everyone').map((name) => people[name] ?? '');
    return {
      everyone: names.includes('everyone'),
      people: sortedOnce(ids.filter((id) => !id.startsWith('S'))),
      groups: sortedOnce(ids.filter((id) => id.startsWith('S'))),
    };
  };
  const level = (written: BlockInFile | LevelInFile): Level => ({
    organization: written.organization,
    workspace: written.workspace,
    connection: written.connection,
    description: written.description,
    address: 'address' in written ? written.address : undefined,
    requesters: written.requesters === undefined ? undefined : list(written.requesters),
    channels:
      written.channels === undefined ? undefined : sortedOnce(written.channels.map((name) => channels[name] ?? '')),
    required: written.approval?.required?.map(({ from, count }) => ({ from: list([from].flat()), count })),
    expires: written.approval?.expires,
    allowRequester: written.approval?.allow_requester,
    apply: written.apply === 'rehearse' ? undefined : written.apply,
    maxInvocations: written.max_invocations,
    startWithin: written.start_within,
    confirmWithin: written.confirm_within,
    notifyFailure: written.notify === undefined ? undefined : list(written.notify.failure),
  });
  return { level };
}

const readDefinitions = (file: AllowlistFile, action: string): Readonly<Record<string, ParameterDefinition>> =>
  Object.fromEntries(
    Object.entries(file.actions[action]?.parameters ?? {}).map(([name, written]) => [name, readDefinition(written)]),
  );

function readDefinition(written: ParameterInFile): ParameterDefinition {
  if (written.type !== 'string') return written;
  const { min_length: minLength, max_length: maxLength = LONGEST_TEXT, default: fallback, ...rest } = written;
  return {
    ...rest,
    ...(fallback === undefined ? {} : { default: fallback.normalize('NFC') }),
    ...(minLength === undefined ? {} : { minLength }),
    maxLength,
  };
}

function faultsInParameters(file: AllowlistFile): readonly BuiltFault[] {
  return Object.entries(file.actions).flatMap(([action, { parameters = {} }]) => {
    const owners = new Map<string, string>();
    return Object.entries(parameters).flatMap(([name, written]) => {
      const path = ['actions', action, 'parameters', name];
      const owner = owners.get(written.variable);
      owners.set(written.variable, owner ?? name);
      const faults: BuiltFault[] = [];
      if (owner !== undefined) {
        faults.push({
          path: [...path, 'variable'],
          at: 'value',
          text: `is the variable of ${owner} too. Give each parameter its own.`,
        });
      }
      const definition = readDefinition(written);
      const wrong = definition.default === undefined ? undefined : faultInValue(definition, definition.default);
      if (wrong !== undefined)
        faults.push({ path: [...path, 'default'], at: 'value', text: `${wrong}. Choose another default.` });
      if (
        (definition.type === 'integer' || definition.type === 'number') &&
        (definition.minimum ?? -Infinity) > (definition.maximum ?? Infinity)
      ) {
        faults.push({ path: [...path, 'minimum'], at: 'value', text: 'is above maximum, so no value fits. Lower it.' });
      }
      return faults;
    });
  });
}

/** As far as ids tell: a line that wants more people than its list has can never be filled. */
function faultsInCounts(placed: readonly PlacedEntry[]): readonly BuiltFault[] {
  const levels = new Map(placed.flatMap(({ levels: all }) => all.map((one) => [printPath(one.path), one] as const)));
  return [...levels.values()].flatMap(({ path, level }) =>
    (level.required ?? []).flatMap(({ from, count }, index) =>
      from.groups.length === 0 && count > from.people.length
        ? [
            {
              path: [...path, 'approval', 'required', index, 'count'],
              at: 'value' as const,
              text: `wants ${count} people out of ${from.people.length}, so it can never be filled. Lower it, or name more people.`,
            },
          ]
        : [],
    ),
  );
}

const KEY_OF_GUARD: Readonly<Record<(typeof GUARDS)[number], Path>> = {
  requesters: ['requesters'],
  channels: ['channels'],
  expires: ['approval', 'expires'],
  allowRequester: ['approval', 'allow_requester'],
  apply: ['apply'],
  maxInvocations: ['max_invocations'],
  startWithin: ['start_within'],
  confirmWithin: ['confirm_within'],
};

/** A value that outer levels make ineffective in every entry it applies to says something that is not so. */
function ineffective(placed: readonly PlacedEntry[]): readonly BuiltFault[] {
  const verdicts = new Map<string, { readonly path: Path; readonly by: (string | undefined)[] }>();
  for (const { levels } of placed) {
    for (const [index, { path, level }] of levels.entries()) {
      for (const guard of GUARDS) {
        if (level[guard] === undefined) continue;
        const key = [...path, ...KEY_OF_GUARD[guard]];
        const by = levelThatOutdoes(
          levels.map((one) => one.level),
          index,
          guard,
        );
        const verdict = verdicts.get(printPath(key)) ?? { path: key, by: [] };
        verdict.by.push(
          by === undefined ? undefined : printPath([...(levels[by]?.path ?? []), ...KEY_OF_GUARD[guard]]),
        );
        verdicts.set(printPath(key), verdict);
      }
    }
  }
  return [...verdicts.values()].flatMap(({ path, by }) => {
    const [first] = by;
    if (first === undefined || by.includes(undefined)) return [];
    const text = `has no effect, since ${first} is tighter and an inner level can only tighten. Take it out, or tighten it.`;
    return [{ path, at: 'value' as const, text }];
  });
}
