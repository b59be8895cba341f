/** A test file that fails while the defect is there; `titled` names its tests that do, where the others take long. */
export interface Witness {
  readonly file: string;
  readonly titled?: RegExp;
}

/** One small fault in the sources, and the tests that have to notice it. */
export interface PlantedDefect {
  readonly name: string;
  /** The source in which it is planted. */
  readonly file: string;
  /** Occurs exactly once in that source. */
  readonly replace: string;
  readonly by: string;
  /** What people lose by it. */
  readonly breaks: string;
  /** Each of them has to notice it. */
  readonly noticedBy: readonly Witness[];
}

/** The source with the defect in it. Throws where the text to be replaced does not occur exactly once. */
export function plant(source: string, { file, replace, by }: PlantedDefect): string {
  const parts = source.split(replace);
  const [before, after] = parts;
  if (before === undefined || after === undefined || parts.length !== 2)
    throw new Error(`what it replaces occurs ${parts.length - 1} times in ${file}`);
  return `${before}${by}${after}`;
}
