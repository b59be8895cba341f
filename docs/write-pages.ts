/** Writes what is generated: `config/actions.schema.json` and the tables of `docs/allowlist.md`. Run it with `npm run docs`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonSchema } from '../src/cli/schema.ts';
import { renderAllowlistPage } from './allowlist-page.ts';

const ROOT = join(import.meta.dirname, '..');
const PAGE = join(ROOT, 'docs', 'allowlist.md');

const schema = jsonSchema();
writeFileSync(join(ROOT, 'config', 'actions.schema.json'), schema);
writeFileSync(PAGE, renderAllowlistPage(readFileSync(PAGE, 'utf8'), JSON.parse(schema)));
