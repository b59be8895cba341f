/** A test file that fails with the defect. `titled` names the failing tests, if the others are slow. */
export interface Witness {
  readonly file: string;
  readonly titled?: RegExp;
}

/** A small defect in the sources, and the tests that must notice it. */
export interface PlantedDefect {
  readonly name: string;
  /** The source file to change. */
  readonly file: string;
  /** Occurs exactly once in that file. */
  readonly replace: string;
  readonly by: string;
  /** What people lose by it. */
  readonly breaks: string;
  /** All of them must notice it. */
  readonly noticedBy: readonly Witness[];
}

/** The source with the defect. Throws if the text to replace does not occur exactly once. */
export function plant(source: string, { file, replace, by }: PlantedDefect): string {
  const parts = source.split(replace);
  const [before, after] = parts;
  if (before === undefined || after === undefined || parts.length !== 2)
    throw new Error(`what it replaces occurs ${parts.length - 1} times in ${file}`);
  return `${before}${by}${after}`;
}
