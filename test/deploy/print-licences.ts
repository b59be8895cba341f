import { readFileSync } from 'node:fs';
import { readShipped } from './licences.ts';

const lock = new URL('../../package-lock.json', import.meta.url);
const shipped = readShipped(JSON.parse(readFileSync(lock, 'utf8')));
for (const { name, version, licence } of shipped)
  process.stdout.write(`${`${name}@${version}`.padEnd(50)} ${licence}\n`);
const refused = shipped.filter(({ isAllowed }) => !isAllowed);
process.stdout.write(`\n${shipped.length} packages, ${refused.length} with a licence that is not allowed\n`);
for (const { name, licence } of refused)
  process.stdout.write(`not allowed: ${name} (${licence}); see test/licences.ts\n`);
process.exitCode = refused.length === 0 ? 0 : 1;
