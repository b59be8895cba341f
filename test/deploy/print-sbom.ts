import { join } from 'node:path';
import { readSbom } from './sbom.ts';

const sbom = readSbom(join(import.meta.dirname, '../..'));
process.stdout.write(`${JSON.stringify(sbom, undefined, 2)}\n`);
