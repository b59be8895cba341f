import type { FilePlaces } from '../domain/online-finding.ts';
import type { Path, Position } from './fault.ts';
import { keysOf, valueAt } from './known-keys.ts';
import { readYaml } from './yaml-source.ts';

const KEYS = {
  workspace: ['workspace'],
  address: ['address'],
  requesters: ['requesters'],
  required: ['approval', 'required'],
} as const;

/** Finds the place in the file that set a value of a valid allowlist. */
export function readFilePlaces(text: string, file: string): FilePlaces & { readonly locate: (path: Path) => Position } {
  const source = readYaml(text, file);
  const data = source.toData();
  const at = (path: Path): unknown => path.reduce<unknown>(valueAt, data);
  const idsByPart = (['people', 'channels'] as const).flatMap((part) =>
    keysOf(at([part])).map((name): readonly [unknown, Path] => [at([part, name]), [part, name]]),
  );
  const paths = new Map(idsByPart.toReversed());
  return {
    pathOfId: (id) => paths.get(id) ?? [],
    pathOfSetting: ({ action, environment }, setting) => {
      const levels: readonly Path[] = [
        ['actions', action, 'environments', environment],
        ['actions', action],
        ['environments', environment],
        ['everywhere'],
      ];
      const said = levels.map((level): Path => [...level, ...KEYS[setting]]);
      return said.find((path) => at(path) !== undefined) ?? ['actions', action];
    },
    locate: (path) => source.locate(path, 'value'),
  };
}
