import { stringify } from 'yaml';

/** The parts of a JSON Schema that this page reads. */
export interface Schema {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly 'x-levels'?: string;
}

type Keys = Readonly<Record<string, Schema>>;

const BEGIN = '<!-- The tables below are written by `npm run docs`. -->';
const END = '<!-- The end of what `npm run docs` writes. -->';

/** The page with the text that stands in it and tables for this schema. Throws if the page has lost its marks. */
export function renderAllowlistPage(page: string, schema: Schema): string {
  const [before, after] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (before < 0 || after < before)
    throw new Error('docs/allowlist.md has lost the marks between which its tables are.');
  return `${page.slice(0, before)}${BEGIN}\n\n${renderTables(schema)}\n${page.slice(after)}`;
}

function renderTables({ properties: file = {} }: Schema): string {
  const level = file.everywhere?.properties ?? {};
  const environment = keysInside(file.environments);
  const action = keysInside(file.actions);
  const parameters = mergeTypes(innerOf(action.parameters)?.oneOf ?? []);
  return [
    section('The file', without(file, ['notify', 'freezes', 'limits'])),
    section(
      'Every level',
      level,
      'These keys work in `everywhere`, in an environment, in an action, and in an action’s block for one environment.',
    ),
    section(
      'Environments',
      without(environment, [...Object.keys(level), 'notify']),
      'Only an environment has these keys, besides those of every level and `notify`.',
    ),
    section(
      'Actions',
      without(action, [...Object.keys(level), 'notify', 'parameters']),
      'Only an action has these keys, besides those of every level and `notify`. `description`, `address` and `break_glass` also work in its block for one environment.',
    ),
    section(
      'Parameters',
      parameters,
      'Each parameter of an action has a name, of the same letters as an action’s, and these keys.',
      action.parameters,
    ),
    section(
      'Notifications',
      pick(file, ['notify']),
      '`notify` works at the top of the file, in an environment, in an action, and in its block for one environment.',
    ),
    section('Freezes', pick(file, ['freezes'])),
    section('Limits', pick(file, ['limits'])),
  ].join('\n');
}

function section(title: string, keys: Keys, text?: string, whole?: Schema): string {
  const shown = Object.entries(keys).flatMap(([key, schema]) => rowsOf(key, schema));
  const intro = [text, whole?.description].filter((part) => part !== undefined);
  const head = [
    '| key | type | default | meaning | several levels | example |',
    '| --- | --- | --- | --- | --- | --- |',
  ];
  return `### ${title}\n\n${intro.map((part) => `${part}\n\n`).join('')}${[...head, ...shown].join('\n')}\n`;
}

/** A row for the key, and one for each key of the map or of the list of maps that it holds. Maps by name have their own section. */
function rowsOf(path: string, schema: Schema): readonly string[] {
  const { description = '' } = schema;
  const fallback = schema.default === undefined ? '' : code(String(schema.default));
  const cells = [
    code(path),
    sayType(schema),
    fallback,
    description,
    schema['x-levels'] ?? '',
    showExample(path, schema),
  ];
  const inside = path === 'everywhere' ? {} : (schema.properties ?? {});
  const inItems = schema.items?.properties ?? {};
  return [
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`,
    ...Object.entries(inside).flatMap(([key, inner]) => rowsOf(`${path}.${key}`, inner)),
    ...Object.entries(inItems).flatMap(([key, inner]) => rowsOf(`${path}[].${key}`, inner)),
  ];
}

/** The key with its first example, as one line of YAML. */
function showExample(path: string, { examples: [example] = [] }: Schema): string {
  if (example === undefined) return '';
  const key = path.split('.').at(-1) ?? path;
  const line = stringify({ [key]: example }, FLOW).trim();
  return code(
    line
      .replace(/^\{ (.*) \}$/s, '$1')
      .replaceAll('[ ', '[')
      .replaceAll(' ]', ']'),
  );
}

const FLOW = { collectionStyle: 'flow', lineWidth: 0 } as const;
const code = (text: string): string => `\`${text}\``;

function sayType(schema: Schema): string {
  const { type, minimum, maximum, items, additionalProperties } = schema;
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return [...new Set(choices.map(sayType))].join(' or ');
  if (schema.title !== undefined) return schema.title;
  if (schema.const !== undefined) return code(String(schema.const));
  if (schema.enum !== undefined) return schema.enum.map((word) => code(String(word))).join(', ');
  if (type === 'integer' && (maximum ?? Number.POSITIVE_INFINITY) <= 10_000)
    return `whole number, ${minimum} to ${maximum}`;
  if (type === 'array') return `list of ${sayItems(items ?? {})}`;
  if (typeof additionalProperties === 'object') return 'map by name';
  return NAMES[type ?? ''] ?? 'anything';
}

function sayItems(items: Schema): string {
  if (items.type === 'object') return 'maps';
  return items.title?.startsWith('one line') === true ? 'texts' : sayType(items).replace(/^name/, 'names');
}

const NAMES: Readonly<Record<string, string>> = {
  boolean: '`true` or `false`',
  integer: 'whole number',
  number: 'number',
  object: 'map',
  string: 'text',
};

/** The keys of all types of a parameter, each with the types that have it. */
function mergeTypes(types: readonly Schema[]): Keys {
  const names = [...new Set(types.flatMap(({ properties = {} }) => Object.keys(properties)))];
  return Object.fromEntries(
    names.map((name) => {
      const having = types.filter(({ properties }) => properties?.[name] !== undefined);
      const schemas = having.flatMap(({ properties }) => properties?.[name] ?? []);
      const words = having.map(({ properties }) => code(String(properties?.type?.const)));
      const only = having.length === types.length ? '' : ` Only for ${words.join(' and ')}.`;
      return [
        name,
        { ...schemas[0], title: undefined, description: `${schemas[0]?.description}${only}`, anyOf: schemas },
      ];
    }),
  );
}

const innerOf = (schema: Schema | undefined): Schema | undefined =>
  typeof schema?.additionalProperties === 'object' ? schema.additionalProperties : undefined;
const keysInside = (schema: Schema | undefined): Keys => innerOf(schema)?.properties ?? {};
const without = (keys: Keys, names: readonly string[]): Keys =>
  Object.fromEntries(Object.entries(keys).filter(([name]) => !names.includes(name)));
const pick = (keys: Keys, names: readonly string[]): Keys =>
  Object.fromEntries(Object.entries(keys).filter(([name]) => names.includes(name)));
