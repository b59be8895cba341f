import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, inject, test } from 'vitest';
import { runAuditExport } from '../../src/cli/audit-export.ts';
import { AUDIT_KINDS } from '../../src/domain/audit-kinds.ts';
import { type Conversation, startConversation } from '../conversation.ts';
import { readPage, tableBelow } from '../pages.ts';

interface Listed {
  readonly when: string;
  readonly facts: readonly string[];
  readonly texts: readonly string[];
}

/** The facts that the page sums up as "decision". */
const DECISION = ['counted_through', 'groups_read_at', 'allowlist', 'revision', 'digest', 'other_id'];

const wordsIn = (cell: string): readonly string[] =>
  cell.split(', ').flatMap((word) => (word === 'decision' ? DECISION : word === '' ? [] : [word]));

const page = readPage('docs/record.md');
const LISTED = new Map<string, Listed>(
  ['### Requests', '### Runs', '### Previews', '### Everything else'].flatMap((heading) =>
    tableBelow(page, heading).map(
      ([kind = '', when = '', facts = '', texts = '']) =>
        [kind.replaceAll('`', ''), { when, facts: wordsIn(facts), texts: wordsIn(texts) }] as const,
    ),
  ),
);

test('docs/record.md lists every kind of record with its facts and texts, and no other', () => {
  const bare = (names: readonly string[] = []) => names.map((name) => name.replace(/\?$/, ''));
  const kinds: Readonly<Record<string, { when: string; facts: readonly string[]; texts?: readonly string[] }>> =
    AUDIT_KINDS;
  const known = Object.entries(kinds).map(
    ([kind, { when, facts, texts }]) => [kind, { when, facts: bare(facts), texts: bare(texts) }] as const,
  );
  expect(Object.fromEntries(LISTED)).toEqual(Object.fromEntries(known));
});

// Reading from outside needs a database that allows two connections.
if (inject('postgres') !== undefined) {
  const recordsOf = async ({
    databaseUrl,
  }: Conversation): Promise<readonly Record<'kind' | 'facts' | 'texts', never>[]> => {
    const stdout = new PassThrough();
    const complain = (line: string): never => {
      throw new Error(line);
    };
    await runAuditExport({ env: { DATABASE_URL: databaseUrl }, complain, format: 'jsonl', stdout });
    stdout.end();
    return (await text(stdout))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  };

  /** Everything on the record that the page does not name, and the kinds that occurred. */
  const unnamedIn = async (talk: Conversation) => {
    const records = await recordsOf(talk);
    const unnamed = records.flatMap(({ kind, facts, texts }) => {
      const listed = LISTED.get(kind);
      if (listed === undefined) return [kind];
      const names = [
        ...Object.keys(facts).filter((name) => !listed.facts.includes(name)),
        ...Object.keys(texts).filter((name) => !listed.texts.includes(name)),
      ];
      return names.map((name) => `${kind}: ${name}`);
    });
    return { unnamed: [...new Set(unnamed)], kinds: new Set<string>(records.map(({ kind }) => kind)) };
  };

  test('docs/record.md names every fact of a request that was previewed, approved, frozen, released and applied by hand', async () => {
    const talk = await startConversation({
      entry: { preview: true, apply: 'by_hand', approval: { required: [{ from: 'sre' }] } },
      prod: { operators: ['sre'] },
    });
    const request = await talk.asks('ana');
    await talk.until(() => talk.buttons(request).includes('Approve'), 'the preview');
    await talk.says('ben', '/tf-action freeze prod 30m A migration runs');
    await talk.thread(request, /Frozen/);
    await talk.says('ana', '/tf-action freeze prod 30m So do I');
    await talk.says('ben', '/tf-action unfreeze prod');
    await talk.until(() => talk.buttons(request).includes('Approve'), 'the freeze to be over');
    await talk.clicks('ana', 'Approve', request);
    await talk.clicks('ben', 'Approve', request);
    await talk.until(() => talk.buttons(request).includes('Confirm and apply'), 'the planned run');
    await talk.clicks('cem', 'Confirm and apply', request);
    await talk.thread(request, /Succeeded/);
    const { unnamed, kinds } = await unnamedIn(talk);
    expect(unnamed).toEqual([]);
    for (const kind of [
      'preview.passed',
      'request.held',
      'request.released',
      'environment.frozen',
      'environment.unfrozen',
    ])
      expect(kinds).toContain(kind);
    for (const kind of ['press.refused', 'request.approved', 'run.confirm_pressed', 'run.confirmed', 'request.settled'])
      expect(kinds).toContain(kind);
  });

  test('docs/record.md names every fact of requests that were joined, withdrawn, discarded and pushed through broken glass', async () => {
    const talk = await startConversation({
      entry: { apply: 'by_hand', approval: { required: [{ from: 'sre' }] } },
      prod: { break_glass: ['ben'] },
    });
    const first = await talk.asks('ana');
    await talk.says('dia', '/tf-action cleanup prod');
    await talk.sees('dia', /already|joined/i);
    await talk.clicks('ana', 'Withdraw', first);
    await talk.thread(first, /Withdrawn/i);
    await talk.asks('dia');
    const second = await talk.sees('dia', /Asked by @Dia/);
    await talk.clicks('ben', 'Break glass', second);
    await talk.fills('ben', { reason: 'Orders fail' });
    await talk.until(() => talk.buttons(second).includes('Discard'), 'the planned run');
    await talk.clicks('cem', 'Discard', second);
    await talk.until(() => talk.buttons(second).includes('Close review'), 'the end of the run');
    await talk.clicks('cem', 'Close review', second);
    await talk.until(() => !talk.buttons(second).includes('Close review'), 'the review to be closed');
    const { unnamed, kinds } = await unnamedIn(talk);
    expect(unnamed).toEqual([]);
    for (const kind of [
      'request.joined',
      'request.withdrawn',
      'request.glass_broken',
      'run.discard_pressed',
      'request.reviewed',
    ])
      expect(kinds).toContain(kind);
  });
}
