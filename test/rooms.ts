import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

export const SOURCE = resolve(import.meta.dirname, '../src');

/** The layers, and which other layers each may import. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  flows: ['domain'],
  slack: ['flows', 'domain'],
  terraform: ['flows', 'domain'],
  store: ['flows', 'domain'],
  settings: ['flows', 'domain'],
  http: ['flows', 'domain'],
  assemble: ['slack', 'terraform', 'store', 'settings', 'http', 'flows', 'domain'],
  'main.ts': ['assemble', 'settings', 'store', 'slack', 'terraform', 'flows', 'domain'],
  sandbox: [],
  cli: ['main.ts', 'assemble', 'settings', 'flows', 'domain', 'sandbox'],
};

/**
 * The rooms of each layer that has some, lowest first. A room imports only rooms before it. `.` is the layer's own
 * folder.
 */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  flows: [
    'ports',
    'guarding',
    'checking',
    'record',
    'waiting',
    'asking',
    'deciding',
    'creating',
    'ending',
    'previewing',
    'following',
    '.',
  ],
  slack: ['connection', 'views', 'outbox', 'answering', 'listening'],
  terraform: ['documents', 'calling', 'logs', '.'],
};

export interface Arrow {
  /** Paths below `src/`. The imported one may also be a package. */
  readonly from: string;
  readonly to: string;
}

export const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesIn(path) : path.endsWith('.ts') ? [path] : [];
  });

const SPECIFIER = /(?:from|import)\s*\(?\s*'([^']+)'/g;

/** All imports in `src/`, including types. */
export const readImports = (): readonly Arrow[] =>
  filesIn(SOURCE).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(SPECIFIER)].map(([, specifier = '']) => ({
      from: relative(SOURCE, file),
      to: specifier.startsWith('.') ? relative(SOURCE, resolve(dirname(file), specifier)) : specifier,
    })),
  );

/** True if one of our source files is imported, and not a package. */
export const isOurs = ({ to }: Arrow): boolean => to.endsWith('.ts') && !to.startsWith('..');

export const layerOf = (path: string): string => path.split('/')[0] ?? '';

export function roomOf(path: string): string {
  const [layer = '', room = '', file] = path.split('/');
  if (ROOMS[layer] === undefined) return layer;
  return file === undefined ? `${layer}/.` : `${layer}/${room}`;
}

/** True if an import leads to a higher layer or room. */
export function leadsUpwards({ from, to }: Arrow): boolean {
  const [layer, other] = [layerOf(from), layerOf(to)];
  if (layer !== other) return LAYERS[layer]?.includes(other) !== true;
  const rooms = ROOMS[layer];
  if (rooms === undefined) return false;
  const [below, above] = [to, from].map((path) => rooms.indexOf(roomOf(path).slice(layer.length + 1)));
  return below === undefined || above === undefined || below < 0 || below > above;
}

export function groupBy<T>(values: Iterable<T>, keyOf: (value: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    groups.set(key, [...(groups.get(key) ?? []), value]);
  }
  return groups;
}

/** Groups of files that import each other, directly or indirectly (Tarjan's strongly connected components). */
export function findCircles(arrows: readonly Arrow[]): readonly (readonly string[])[] {
  const next = groupBy(arrows, ({ from }) => from);
  const seen = new Map<string, { low: number; open: boolean }>();
  const path: string[] = [];
  const circles: string[][] = [];
  const visit = (file: string): number => {
    const place = { low: seen.size, open: true };
    const own = seen.size;
    seen.set(file, place);
    path.push(file);
    for (const { to } of next.get(file) ?? []) {
      const known = seen.get(to);
      if (known === undefined) place.low = Math.min(place.low, visit(to));
      else if (known.open) place.low = Math.min(place.low, known.low);
    }
    if (place.low === own) {
      const circle = path.splice(path.indexOf(file));
      for (const member of circle) {
        const known = seen.get(member);
        if (known !== undefined) known.open = false;
      }
      if (circle.length > 1) circles.push(circle);
    }
    return place.low;
  };
  for (const { from } of arrows) if (!seen.has(from)) visit(from);
  return circles;
}
