import { type ActionAddress, printActionAddress } from '../domain/action-address.ts';
import { COMMAND_WORDS } from '../domain/commands.ts';
import { EVERYONE, faultInName } from './format-parts.ts';

const LONGEST = 40;

/** Gives each thing a unique name that the file allows. */
export function createNames(reserved: readonly string[] = []): (...proposed: readonly string[]) => string {
  const taken = new Set(reserved);
  return (...proposed) => {
    const names = proposed.map(toName).filter((name) => name !== '');
    const base = names.at(-1) ?? 'unnamed';
    const numbered = Array.from({ length: taken.size + 1 }, (_, index) => `${base.slice(0, LONGEST - 5)}-${index + 2}`);
    const name = [...names, base, ...numbered].find((one) => !taken.has(one) && faultInName(one) === undefined) ?? base;
    taken.add(name);
    return name;
  };
}

const toName = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .replace(/^[_-]+/, '')
    .slice(0, LONGEST)
    .replace(/-+$/, '');

export const peopleNames = (): ReturnType<typeof createNames> => createNames([EVERYONE]);

/** Names an action as Terraform does, with its module if that is needed to be unique. */
export function nameActions(addresses: readonly ActionAddress[]): ReadonlyMap<string, string> {
  const name = createNames(COMMAND_WORDS);
  return new Map(
    addresses.map((address) => {
      const module = address.modules.at(-1)?.name ?? 'root';
      return [printActionAddress(address), name(address.name, `${module}-${address.name}`)];
    }),
  );
}

/** Names an environment after its workspace, without the prefix that all workspaces share. */
export function nameEnvironments(workspaces: readonly string[], organization: string): ReadonlyMap<string, string> {
  const common = commonBeginning(workspaces.length > 1 ? workspaces : [...workspaces, `${organization}-`]);
  const name = createNames();
  return new Map(workspaces.map((workspace) => [workspace, name(workspace.slice(common.length), workspace)]));
}

/** The shared prefix ends after a - or _. */
function commonBeginning(texts: readonly string[]): string {
  const [first = '', ...others] = texts;
  const endings = [...first.matchAll(/[-_]/g)].map(({ index }) => first.slice(0, index + 1));
  return endings.findLast((beginning) => others.every((text) => text.startsWith(beginning))) ?? '';
}
