import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export interface Certificates {
  /** The authority's certificate file. Nobody trusts it unless told to. */
  readonly authority: string;
  readonly key: string;
  readonly certificate: string;
}

/** Creates an authority and its certificate for these names. Removed after the test. */
export function makeCertificates(names: readonly string[]): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'tf-action-tls-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const openssl = (line: string): void =>
    void execFileSync('openssl', line.split(' '), { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const newKey = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes';
  openssl(`req -x509 ${newKey} -keyout ca.key -out ca.pem -subj /CN=tf-action-test -days 2`);
  openssl(`req ${newKey} -keyout server.key -out server.csr -subj /CN=${names[0]}`);
  writeFileSync(join(folder, 'names'), `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}\n`);
  openssl('x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out server.pem');
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  return { authority: join(folder, 'ca.pem'), key: read('server.key'), certificate: read('server.pem') };
}
