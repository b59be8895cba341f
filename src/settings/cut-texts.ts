import { type Document, isMap, isScalar, isSeq } from 'yaml';
import type * as z from 'zod';
import { type LocatedFault, type Path, type Position, show } from './fault.ts';
import { isFreeText } from './format-parts.ts';
import { schemaAt } from './known-keys.ts';
import { keyOf } from './yaml-nodes.ts';

/** An unquoted text that ends where a comment begins. */
export interface CommentedText {
  readonly path: Path;
  readonly text: string;
  /** The comment, with the space before it. */
  readonly comment: string;
  /** The position of the `#`. */
  readonly position: Position;
}

export function findCommentedTexts(
  { contents }: Document,
  source: string,
  positionOf: (offset: number) => Position,
): readonly CommentedText[] {
  const found: CommentedText[] = [];
  const walk = (node: unknown, path: Path): void => {
    if (isSeq(node)) node.items.forEach((item, index) => void walk(item, [...path, index]));
    if (isMap(node)) for (const pair of node.items) walk(pair.value, [...path, keyOf(pair)]);
    if (!isScalar(node) || node.type !== 'PLAIN' || typeof node.value !== 'string') return;
    const end = node.range?.[1] ?? 0;
    const lineEnd = source.indexOf('\n', end);
    const comment = source.slice(end, lineEnd < 0 ? undefined : lineEnd).trimEnd();
    if (!/^[ \t]+#/.test(comment)) return;
    found.push({ path, text: node.value, comment, position: positionOf(end + comment.indexOf('#')) });
  };
  walk(contents, []);
  return found;
}

/** Warns about texts such as `Delete build #1`, where YAML silently drops everything after ` #`. */
export const warningsInTexts = (
  texts: readonly CommentedText[],
  format: z.core.$ZodType,
  data: unknown,
): readonly LocatedFault[] =>
  texts.flatMap(({ path, text, comment, position }) => {
    const schema = schemaAt(format, data, path);
    if (schema === undefined || !isFreeText(schema)) return [];
    const wayOut = `Put the text in quotes: ${show(`${text}${comment}`)}. If you meant a comment, move it to its own line.`;
    return [
      { path, at: 'value', position, text: `is cut to ${show(text)}: a # after a space starts a comment. ${wayOut}` },
    ];
  });
