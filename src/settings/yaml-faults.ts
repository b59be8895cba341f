import { type Document, isAlias, isMap, isScalar, isSeq, type Pair, type YAMLMap } from 'yaml';
import { cut, type LocatedFault, type Path, type Position } from './fault.ts';
import { keyOf, RESERVED_NAMES, startOf } from './yaml-nodes.ts';

type Say = (node: unknown, path: Path, text: string, hidesValue?: boolean) => void;

/**
 * Faults for YAML features that make a file mean something else than it seems to: directives, aliases, anchors, tags,
 * merge keys, repeated keys and reserved names.
 */
export function faultsInYaml(document: Document, positionOf: (offset: number) => Position): readonly LocatedFault[] {
  const faults: LocatedFault[] = [];
  const say: Say = (node, path, text, hidesValue = false) => {
    faults.push({ path, at: 'value', text, position: positionOf(startOf(node) ?? 0), hidesValue });
  };
  const { yaml, tags } = document.directives ?? {};
  if (yaml?.explicit === true || Object.keys(tags ?? {}).some((handle) => handle !== '!!')) {
    say(undefined, [], 'begins with a directive, which is not supported. Take the lines that begin with % out.');
  }
  walk(document.contents, [], say, positionOf);
  return faults;
}

function walk(node: unknown, path: Path, say: Say, positionOf: (offset: number) => Position): void {
  sayWhatNodeCarries(node, path, say);
  if (isSeq(node)) node.items.forEach((item, index) => void walk(item, [...path, index], say, positionOf));
  if (!isMap(node)) return;
  sayRepeatedKeys(node, path, say, positionOf);
  for (const pair of node.items) {
    const here = [...path, keyOf(pair)];
    sayWhatNodeCarries(pair.key, here, say);
    sayWhatKeyMeans(pair, here, say);
    walk(pair.value, here, say, positionOf);
  }
}

function sayWhatNodeCarries(node: unknown, path: Path, say: Say): void {
  if (isAlias(node)) say(node, path, `is an alias (*${cut(node.source)}), which is not supported. Write it out.`, true);
  if (!isScalar(node) && !isMap(node) && !isSeq(node)) return;
  if (node.anchor !== undefined)
    say(node, path, `has an anchor (&${cut(node.anchor)}), which is not supported. Take it out.`);
  if (node.tag !== undefined)
    say(node, path, `has a tag (${cut(printTag(node.tag))}), which is not supported. Take it out.`);
}

const STANDARD = 'tag:yaml.org,2002:';

/** As the file writes it. */
const printTag = (tag: string): string => (tag.startsWith(STANDARD) ? `!!${tag.slice(STANDARD.length)}` : tag);

function sayWhatKeyMeans(pair: Pair, path: Path, say: Say): void {
  const key = keyOf(pair);
  if (key === '<<') say(pair.key, path, 'is a merge key, which is not supported. Write out what it stands for.', true);
  if (RESERVED_NAMES.includes(key)) say(pair.key, path, 'is a reserved word. Choose another name.');
}

function sayRepeatedKeys(map: YAMLMap, path: Path, say: Say, positionOf: (offset: number) => Position): void {
  const seen = new Map<string, Pair>();
  for (const pair of map.items) {
    const key = keyOf(pair);
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, pair);
      continue;
    }
    const { line } = positionOf(startOf(first.key) ?? 0);
    say(pair.key, [...path, key], `is written twice, first in line ${line}. Take one of them out.`);
  }
}
