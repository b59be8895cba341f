import { expect, test } from 'vitest';
import { Unreachable } from '../../src/flows/ports/hcp-terraform.ts';
import { wordsOf } from '../../src/terraform/calling/error-document.ts';
import { connect, startServer, TOKEN } from './scripted-server.ts';

const MEGABYTES = 3 * 1024 * 1024;
const words = (text: string, json?: unknown): string =>
  wordsOf({ status: 500, header: () => undefined, text, json }, [TOKEN]);

test.each([
  ['nothing', '', undefined, ''],
  ['a page of a gateway', '<html><h1>502</h1>\n\n<p>bad   gateway</p>', undefined, '502 bad gateway'],
  ['title and detail', '', { errors: [{ title: 'a', detail: 'b' }] }, 'a: b'],
  ['a detail that repeats the title', '', { errors: [{ title: 'a', detail: 'a' }] }, 'a'],
  ['a number where text is documented', '', { errors: [{ status: 429, title: 429 }] }, '429'],
  ['plain strings', '', { errors: ['a', 'b'] }, 'a; b'],
  ['no errors at all', '', { errors: [] }, ''],
  ['JSON of another kind', '{"message":"no"}', { message: 'no' }, '{"message":"no"}'],
])('%s', (_, text, json, said) => {
  expect(words(text, json)).toBe(said);
});

test('is one line of at most 300 characters, clean, and without the token', () => {
  const said = words('', { errors: [{ title: `\u001b[31mno\u001b[0m\n\u202e${TOKEN}`, detail: '🚀 '.repeat(500) }] });
  expect(said).toMatch(/^no \[masked\]: 🚀 .*…$/u);
  expect([...said].length).toBeLessThanOrEqual(300);
  expect(said).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

test.each(['a', 'bad gateway ', '<p>bad gateway</p> ', '{"a":'])(
  'a body of megabytes of %j is an error like any other',
  async (part) => {
    const body = part.repeat(Math.ceil(MEGABYTES / part.length));
    const server = await startServer(() => ({ status: 400, body }));
    const { terraform } = connect(server.url);
    await expect(terraform.readRunToAct({}, 'run-1')).rejects.toBeInstanceOf(Unreachable);
    expect(await terraform.confirmRun({}, 'run-1', async () => 'c')).toBe('rejected');
  },
);

test('a refusal with a giant body is still known to be one', async () => {
  const server = await startServer(() => ({ status: 403, body: 'a'.repeat(MEGABYTES) }));
  const { terraform } = connect(server.url);
  const run = { workspaceId: 'ws-1', configurationVersionId: undefined, address: 'a', message: 'm', variables: [] };
  expect(await terraform.createRun({}, async () => run)).toEqual({ kind: 'refused', status: 403, said: '' });
});
