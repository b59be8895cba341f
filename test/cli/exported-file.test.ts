import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runAuditVerify } from '../../src/cli/audit-verify.ts';

/** What is printed for a file with these bytes, without its name. */
async function verify(bytes: Buffer): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tf-action-export-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'record.jsonl');
  writeFileSync(file, bytes);
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line.replaceAll(folder, '…'));
  expect(await runAuditVerify({ file, heads: [], isPart: false, env: {}, write, complain: write })).toBe(1);
  return lines;
}

test('an export that a shell has written anew in another encoding is told as that, and not as records that were changed', async () => {
  expect(await verify(Buffer.from('\ufeff{"format":1}\r\n', 'utf16le'))).toEqual([
    '…/record.jsonl is UTF-16, not UTF-8; Windows PowerShell writes that with ">". Save it as UTF-8.',
  ]);
  expect(await verify(Buffer.from('{"format":1,"actor":"Z\u00fcrich"}\n', 'latin1'))).toEqual([
    '…/record.jsonl is not UTF-8. Use the file exactly as it was exported.',
  ]);
});
