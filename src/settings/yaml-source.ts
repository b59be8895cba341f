import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Pair,
  Parser,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import { type CommentedText, findCommentedTexts } from './cut-texts.ts';
import { cut, type Fault, type LocatedFault, type Path, type Position, SettingsFault } from './fault.ts';
import { faultsInYaml } from './yaml-faults.ts';
import { keyOf, RESERVED_NAMES, startOf } from './yaml-nodes.ts';

const LARGEST_KIBIBYTES = 256;
const DEEPEST = 20;

/** A YAML file as plain data, with its syntax faults. */
export interface YamlSource {
  /** Data without prototypes. Each call returns a new copy that may be changed. */
  readonly toData: () => unknown;
  readonly faults: readonly LocatedFault[];
  readonly commented: readonly CommentedText[];
  /** The line and column of a path, or of its nearest existing parent. */
  readonly locate: (path: Path, at: Fault['at']) => Position;
}

/** Throws a `SettingsFault` if the file is too large, nested too deep, or not YAML. */
export function readYaml(text: string, file: string): YamlSource {
  if (Buffer.byteLength(text) > LARGEST_KIBIBYTES * 1024) {
    throw new SettingsFault([`${file}:1:1 is larger than ${LARGEST_KIBIBYTES} KiB. Take out what is not needed.`]);
  }
  const positionOf = countLines(text);
  const sayAt = (offset: number, what: string): string => {
    const { line, column } = positionOf(offset);
    return `${file}:${line}:${column} ${what}`;
  };
  const tooDeep = findTooDeep(text);
  if (tooDeep !== undefined) {
    throw new SettingsFault([sayAt(tooDeep, `is nested more than ${DEEPEST} levels deep. Flatten it.`)]);
  }
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    strict: true,
    stringKeys: true,
    merge: false,
    // Repeated keys are found elsewhere, in linear time and with their paths.
    uniqueKeys: false,
    prettyErrors: false,
    // With `silent`, a second document would be ignored without a fault.
    logLevel: 'error',
  });
  if (document.errors.length > 0) {
    throw new SettingsFault(
      ownErrors(document, positionOf).map(({ code, pos, message }) => sayAt(pos[0], sayError(code, message))),
    );
  }
  const pairsByKey = createPairLookup();
  return {
    toData: () => toPlain(document.contents),
    faults: faultsInYaml(document, positionOf),
    commented: findCommentedTexts(document, text, positionOf),
    locate: (path, at) => positionOf(offsetAt(document, path, at, pairsByKey)),
  };
}

/** The errors to report. After a tab or one mistake, the parser reports several more that are not the author's. */
function ownErrors({ errors }: Document, positionOf: (offset: number) => Position): Document['errors'] {
  const tabs = errors.filter(({ code }) => code === 'TAB_AS_INDENT');
  if (tabs.length > 0) return tabs;
  const lines = errors.map(({ pos }) => positionOf(pos[0]).line);
  return errors.filter((_, index) => lines.indexOf(lines[index] ?? 0) === index);
}

function sayError(code: string, message: string): string {
  switch (code) {
    case 'MULTIPLE_DOCS':
      return 'begins a second document, which nobody would read. Take the line --- out.';
    case 'TAB_AS_INDENT':
      return 'is indented with a tab, which YAML does not allow. Use spaces.';
    default:
      return `is not valid YAML: ${cut(message, 200)}. Mend it here.`;
  }
}

/** The first pair of each key. Each map is indexed once, however many faults it has. */
function createPairLookup(): (map: YAMLMap, key: string | number) => Pair | undefined {
  const known = new Map<YAMLMap, ReadonlyMap<string, Pair>>();
  return (map, key) => {
    const pairs = known.get(map) ?? new Map([...map.items].reverse().map((pair) => [keyOf(pair), pair]));
    known.set(map, pairs);
    return pairs.get(String(key));
  };
}

function countLines(text: string): (offset: number) => Position {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1);
  return (offset) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
}

const COLLECTIONS: readonly string[] = ['block-map', 'block-seq', 'flow-collection'];

/** Counts the depth on tokens and stops early, since building the tree is recursive. */
function findTooDeep(text: string): number | undefined {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    for (const _ of parser.next(lexeme)) {
      // Only open collections count, so finished tokens are dropped.
    }
    if (parser.stack.length <= DEEPEST) continue;
    if (parser.stack.filter(({ type }) => COLLECTIONS.includes(type)).length > DEEPEST) {
      return parser.offset - lexeme.length;
    }
  }
  return undefined;
}

function toPlain(node: unknown): unknown {
  if (isSeq(node)) return node.items.map(toPlain);
  if (isScalar(node)) return node.value;
  if (isAlias(node) || !isMap(node)) return null;
  const data: Record<string, unknown> = Object.create(null);
  for (const pair of node.items) {
    const key = keyOf(pair);
    if (!RESERVED_NAMES.includes(key) && !Object.hasOwn(data, key)) data[key] = toPlain(pair.value);
  }
  return data;
}

const isEmpty = (node: unknown): boolean => !isNode(node) || (isScalar(node) && node.value === null);

function offsetAt(
  document: Document,
  path: Path,
  at: Fault['at'],
  pairIn: ReturnType<typeof createPairLookup>,
): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const [index, step] of path.entries()) {
    const isLast = index === path.length - 1;
    if (isMap(node)) {
      const pair = pairIn(node, step);
      if (pair === undefined) return offset;
      const useValue = isLast && at === 'value' && !isEmpty(pair.value);
      offset = startOf(useValue ? pair.value : pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof step === 'number') {
      node = node.items[step];
      offset = startOf(node) ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}
