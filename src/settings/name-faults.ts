import { isCommandWord } from '../domain/commands.ts';
import { variableSuffix } from './connections.ts';
import { type Fault, type Path, show } from './fault.ts';
import { type DefinedNames, EVERYONE, faultInName, faultInParameterName, sayUnknownName } from './format-parts.ts';
import { isMap, keysOf, valueAt } from './known-keys.ts';

/** The named connections with their organizations. If `undefined`, any name is accepted. */
export type Connections = ReadonlyMap<string, string | undefined> | undefined;

export function definedNames(data: unknown): DefinedNames {
  const connections = valueAt(data, 'connections');
  return {
    people: keysOf(valueAt(data, 'people')).filter((name) => name !== EVERYONE),
    channels: keysOf(valueAt(data, 'channels')),
    environments: keysOf(valueAt(data, 'environments')),
    connections: Array.isArray(connections) ? connections.filter((name) => typeof name === 'string') : [],
  };
}

/** Faults in names that are keys. They are reported together with faults in their values. */
export function faultsInNames(data: unknown, defined: DefinedNames, connections: Connections): readonly Fault[] {
  const actions = keysOf(valueAt(data, 'actions')).map((action): Path => ['actions', action]);
  const maps: readonly Path[] = [['people'], ['channels'], ['environments'], ['actions']];
  const parameters = actions.map((path): Path => [...path, 'parameters']);
  const at = (path: Path): unknown => path.reduce<unknown>(valueAt, data);
  const sayEach = (paths: readonly Path[], faultIn: typeof faultInName): readonly Fault[] =>
    paths.flatMap((path) => keysOf(at(path)).flatMap((name) => sayKey([...path, name], faultIn(name))));
  const bad = [...sayEach(maps, faultInName), ...sayEach(parameters, faultInParameterName)];
  const unknown = actions.flatMap((action) => {
    const path = [...action, 'environments'];
    if (isMap(at(path)) && keysOf(at(path)).length === 0) {
      return [
        { path, at: 'value' as const, text: 'is an empty map. Write [staging, prod], or each with a colon behind it.' },
      ];
    }
    const unknownNames = keysOf(at(path)).filter((name) => !defined.environments.includes(name));
    return unknownNames.flatMap((name) =>
      sayKey([...path, name], sayUnknownName(name, 'environments', defined.environments)),
    );
  });
  const words = keysOf(valueAt(data, 'actions')).filter(isCommandWord);
  const taken = words.flatMap((name) =>
    sayKey(['actions', name], 'is a word of the command itself, so nobody could ask for it. Choose another name.'),
  );
  const everyone = keysOf(valueAt(data, 'people')).includes(EVERYONE)
    ? sayKey(['people', EVERYONE], 'is a word of its own in requesters and cannot be a name. Choose another.')
    : [];
  return [...bad, ...taken, ...everyone, ...unknown, ...faultsInConnections(at(['connections']), connections)];
}

const sayKey = (path: Path, text: string | undefined): readonly Fault[] =>
  text === undefined ? [] : [{ path, at: 'key', text }];

/** A connection's name becomes the suffix of variables, where `_FILE` already has a meaning. */
const CONNECTION = /^(?!(?:.*-)?file$)[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

function faultsInConnections(listed: unknown, connections: Connections): readonly Fault[] {
  if (!Array.isArray(listed)) return [];
  return listed.flatMap((name: unknown, index): readonly Fault[] => {
    if (typeof name !== 'string') return [];
    const say = (text: string): readonly Fault[] => [{ path: ['connections', index], at: 'value', text }];
    if (!CONNECTION.test(name)) {
      return say(`${show(name)} cannot name a connection. Use a to z, 0 to 9 and -, and not file at the end.`);
    }
    if (connections === undefined || connections.has(name)) return [];
    const token = `TFE_TOKEN_${variableSuffix(name)}`;
    return say(`${show(name)} has no ${token} in the environment. Set it, or take the name out.`);
  });
}
