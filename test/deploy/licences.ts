import { z } from 'zod';

/** Permissive licences, by their SPDX ids: https://spdx.org/licenses/. Anything else needs somebody to read it first. */
const ALLOWED: readonly string[] = [
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  '0BSD',
];

/** A package that is installed where development dependencies are left out. */
interface Shipped {
  readonly name: string;
  readonly version: string;
  /** As its package.json says: an SPDX expression, or nothing. */
  readonly licence: string;
  readonly isAllowed: boolean;
}

const lockfile = z.looseObject({
  packages: z.record(
    z.string(),
    z.looseObject({ version: z.string(), license: z.string().optional(), dev: z.boolean().optional() }),
  ),
});

/** What ships by the lockfile, by name. The lockfile has every platform's packages, so this is the same everywhere. */
export function readShipped(lock: unknown): readonly Shipped[] {
  const { packages } = lockfile.parse(lock);
  return Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && dev !== true)
    .map(([path, { version, license = 'none' }]) => {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      return { name, version, licence: license, isAllowed: allows(license) };
    })
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** `A OR B` needs one that is allowed, `A AND B` both. Whatever has parentheses inside is for a person to read. */
function allows(expression: string): boolean {
  const bare = expression.replace(/^\(([^()]*)\)$/, '$1');
  return bare.split(' OR ').some((choice) => choice.split(' AND ').every((licence) => ALLOWED.includes(licence)));
}
