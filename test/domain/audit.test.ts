import { expect, test } from 'vitest';
import type { AuditEntry } from '../../src/domain/audit.ts';

const byBot = { request: 'r1', actor: 'bot' } as const;

test('the compiler refuses a record without one of its facts, with one of another kind, and of a kind that there is not', () => {
  const entries: readonly AuditEntry[] = [
    { kind: 'run.not_found_yet', ...byBot, facts: { look: 1 } },
    { kind: 'run.created', ...byBot, facts: { run: 'run-1', status: 'pending' } },
    {
      kind: 'run.created',
      ...byBot,
      facts: { run: 'run-1', status: 'pending', differs: 'x' },
      texts: { because: 'x' },
    },
    // @ts-expect-error: `look` is missing.
    { kind: 'run.not_found_yet', ...byBot, facts: {} },
    // @ts-expect-error: `run` belongs to other kinds.
    { kind: 'run.not_found_yet', ...byBot, facts: { look: 1, ...{ run: 'run-1' } } },
    // @ts-expect-error: the text `said` is missing.
    { kind: 'run.creation_unknown', ...byBot, facts: {} },
    // @ts-expect-error: there is no such text.
    { kind: 'run.progress', ...byBot, facts: { run: 'run-1' }, texts: { said: 'x' } },
    // @ts-expect-error: there is no such kind.
    { kind: 'run.vanished', ...byBot, facts: {} },
  ];
  expect(entries).toHaveLength(8);
});
