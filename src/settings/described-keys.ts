import type * as z from 'zod';

/** The description of an allowlist key, for editors and docs/allowlist.md. */
export interface KeyDescription {
  readonly text: string;
  /** How the values of levels combine. Absent if the key exists on one level only. */
  readonly levels?: string;
  /** The value if no level sets the key. Absent if there is none. */
  readonly fallback?: string | number | boolean;
  /** An example value. Absent if it depends on another key. */
  readonly example?: unknown;
}

/** Adds descriptions to the keys of a map. The compiler names every key without one. */
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
