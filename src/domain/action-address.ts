import { hclLiteral, LONE_SURROGATE } from './hcl-literal.ts';

/** The key of one instance of a `count` (a number) or `for_each` (text). Absent: all instances. */
type InstanceKey = number | string;

interface ModuleStep {
  readonly name: string;
  readonly key?: InstanceKey;
}

/** The parsed form of `[module.<name>[<key>].]…action.<type>.<name>[<key>]`. */
export interface ActionAddress {
  readonly modules: readonly ModuleStep[];
  readonly type: string;
  readonly name: string;
  readonly key?: InstanceKey;
}

// Invisible characters would make two different addresses look the same to a reviewer.
const SEEN = String.raw`(?!\p{Default_Ignorable_Code_Point})`;
const IDENTIFIER = String.raw`${SEEN}[\p{ID_Start}_](?:${SEEN}[\p{ID_Continue}-])*`;
const KEY = String.raw`\[(?:(0|[1-9]\d*)|"((?:[^"\\\p{Cc}]|\\.)*)")\]`;
const MODULE = new RegExp(String.raw`module\.(${IDENTIFIER})(?:${KEY})?\.`, 'uy');
const ACTION = new RegExp(String.raw`action\.(${IDENTIFIER})\.(${IDENTIFIER})(?:${KEY})?$`, 'uy');

/** Parses one full action address. `undefined` for anything else, including blanks and splats. */
export function parseActionAddress(text: string): ActionAddress | undefined {
  // Terraform compares names in NFC. In another normal form, the same letters would be a different text to a
  // reviewer.
  if (LONE_SURROGATE.test(text) || text !== text.normalize('NFC')) return undefined;
  const modules: ModuleStep[] = [];
  let position = 0;
  for (;;) {
    MODULE.lastIndex = position;
    const match = MODULE.exec(text);
    if (match === null) break;
    const [whole, name = '', number, quoted] = match;
    const key = readKey(number, quoted);
    if (key === 'not_a_key') return undefined;
    modules.push({ name, ...key });
    position += whole.length;
  }
  ACTION.lastIndex = position;
  const [, type, name, number, quoted] = ACTION.exec(text) ?? [];
  const key = readKey(number, quoted);
  if (type === undefined || name === undefined || key === 'not_a_key') return undefined;
  return { modules, type, name, ...key };
}

function readKey(number: string | undefined, quoted: string | undefined): { key?: InstanceKey } | 'not_a_key' {
  if (number !== undefined) return Number.isSafeInteger(Number(number)) ? { key: Number(number) } : 'not_a_key';
  if (quoted === undefined) return {};
  const key = readQuoted(quoted);
  return key === undefined ? 'not_a_key' : { key };
}

const QUOTED_PART =
  /\\(?<short>[nrt"\\])|\\u(?<four>[0-9a-fA-F]{4})|\\U(?<eight>[0-9a-fA-F]{8})|(?<sign>[$%])\k<sign>(?=\{)|(?<plain>(?![$%]\{)[^\\])/uy;
const SHORT: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

/** Decodes HCL's escapes. `undefined` for an unknown escape, and for a template, which is not a fixed key. */
function readQuoted(quoted: string): string | undefined {
  let key = '';
  for (let position = 0; position < quoted.length; position = QUOTED_PART.lastIndex) {
    QUOTED_PART.lastIndex = position;
    const part = QUOTED_PART.exec(quoted)?.groups;
    if (part === undefined) return undefined;
    const { short, four, eight, sign, plain } = part;
    const code = Number.parseInt(four ?? eight ?? '0', 16);
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined;
    if (four ?? eight) key += String.fromCodePoint(code);
    else key += short === undefined ? (sign ?? plain ?? '') : (SHORT[short] ?? '');
  }
  return key.normalize('NFC');
}

const printKey = (key: InstanceKey | undefined): string => (key === undefined ? '' : `[${hclLiteral(key)}]`);

/** The address split as HCP Terraform lists it: the module path (empty in the root module) and the rest. */
export function actionAddressParts(address: ActionAddress): {
  readonly moduleAddress: string;
  readonly address: string;
} {
  return {
    moduleAddress: address.modules.map(({ name, key }) => `module.${name}${printKey(key)}`).join('.'),
    address: `action.${address.type}.${address.name}${printKey(address.key)}`,
  };
}

/** The canonical text of an address, however its keys were escaped. */
export function printActionAddress(address: ActionAddress): string {
  const parts = actionAddressParts(address);
  return parts.moduleAddress === '' ? parts.address : `${parts.moduleAddress}.${parts.address}`;
}

/** The module address of the root module in HCP Terraform's list of a workspace's actions. */
const ROOT_MODULE = 'system:root_module';

/** An item of HCP Terraform's list of actions, whose address is relative to its module, or full. */
interface ListedAddress {
  readonly address: string;
  readonly moduleAddress: string | undefined;
}

/** The full address of an item of the list; `undefined` for what is none. */
export function fullAddressOf({ address, moduleAddress }: ListedAddress): ActionAddress | undefined {
  const isFull = address.startsWith('module.');
  const inRoot = moduleAddress === undefined || ['', ROOT_MODULE].includes(moduleAddress);
  return parseActionAddress(isFull || inRoot ? address : `${moduleAddress}.${address}`);
}

/** Whether an item of HCP Terraform's list of actions is this action. */
export function sameAction(address: ActionAddress, listed: ListedAddress): boolean {
  const other = fullAddressOf(listed);
  return other !== undefined && isListedAs(address, other);
}

/** The list shows an action once whatever its instances, so a key counts only where the list has one. */
export function isListedAs(address: ActionAddress, other: ActionAddress): boolean {
  if (other.modules.length !== address.modules.length) return false;
  const sameKey = (ours: InstanceKey | undefined, theirs: InstanceKey | undefined): boolean =>
    theirs === undefined || theirs === ours;
  return (
    other.type === address.type &&
    other.name === address.name &&
    sameKey(address.key, other.key) &&
    other.modules.every((step, index) => {
      const ours = address.modules[index];
      return ours !== undefined && step.name === ours.name && sameKey(ours.key, step.key);
    })
  );
}
