import type * as z from 'zod';

/** What an editor shows about a key of the allowlist, and what docs/allowlist.md says of it. */
export interface KeyDescription {
  readonly text: string;
  /** How the values of several levels combine. Absent: the key stands in one place only. */
  readonly levels?: string;
  /** What applies if no level sets the key. Absent: nothing does. */
  readonly fallback?: string | number | boolean;
  /** A value as a file could have it. Absent where it depends on another key. */
  readonly example?: unknown;
}

/** Adds to each key of a map what it means. The compiler names every key that has no description. */
export const describeKeys = <Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
  descriptions: { readonly [Key in keyof Shape]: KeyDescription },
): Shape =>
  Object.fromEntries(
    Object.entries(shape).map(([key, schema]) => {
      const description: KeyDescription | undefined = descriptions[key];
      return [key, description === undefined ? schema : schema.meta(annotationsOf(description))];
    }),
  ) as Shape;

/** `default` and `examples` are JSON Schema's own words; `x-levels` is ours. */
const annotationsOf = ({ text, levels, fallback, example }: KeyDescription) => ({
  description: text,
  ...(fallback === undefined ? {} : { default: fallback }),
  ...(example === undefined ? {} : { examples: [example] }),
  ...(levels === undefined ? {} : { 'x-levels': levels }),
});
