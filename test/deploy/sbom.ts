import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readShipped } from './licences.ts';

const bill = z.looseObject({
  bomFormat: z.literal('CycloneDX'),
  metadata: z.looseObject({ component: z.looseObject({ 'bom-ref': z.string() }) }),
  components: z.array(z.looseObject({ 'bom-ref': z.string(), name: z.string(), version: z.string() })),
  dependencies: z.array(z.looseObject({ ref: z.string(), dependsOn: z.array(z.string()) })),
});

/**
 * The bill of materials of what ships. npm's own `--omit dev` also leaves out what a development dependency needs
 * besides us, such as zod, so everything is asked for and what does not ship is removed.
 */
export function readSbom(root: string): z.infer<typeof bill> {
  const words = ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only'];
  const all = bill.parse(JSON.parse(execFileSync('npm', words, { cwd: root, encoding: 'utf8' })));
  const lock: unknown = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const shipped = new Set(readShipped(lock).map(({ name, version }) => `${name}@${version}`));
  const components = all.components.filter(({ name, version }) => shipped.has(`${name}@${version}`));
  const refs = new Set([all.metadata.component, ...components].map((component) => component['bom-ref']));
  const dependencies = all.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ dependsOn, ...one }) => ({ ...one, dependsOn: dependsOn.filter((ref) => refs.has(ref)) }));
  // npm names it after the folder.
  const component = { ...all.metadata.component, name: 'tf-action' };
  return { ...all, metadata: { ...all.metadata, component }, components, dependencies };
}
