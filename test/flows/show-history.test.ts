import { expect, test } from 'vitest';
import type { Standing } from '../../src/domain/person.ts';
import type { ActionRequest } from '../../src/domain/request.ts';
import type { HistoryQuery } from '../../src/flows/ports/request-store.ts';
import { type HistoryAsked, showHistory } from '../../src/flows/record/show-history.ts';
import { parseAllowlist } from '../../src/settings/allowlist-file.ts';
import { renderHistory } from '../../src/slack/views/history.ts';
import { writeAllowlist } from '../settings/written-allowlist.ts';
import { anasRequest } from '../store/requests.ts';

const DEVS = 'S0DEVS0001';
const allowlist = parseAllowlist(writeAllowlist(), 'actions.yml', new Map());
const groups = { readAt: new Date(0), members: new Map([[DEVS, new Set(['U0ANA00001'])]]) };
const standings: Readonly<Record<string, Standing>> = {
  U0BEN00001: { id: 'U0BEN00001', name: 'Benjamin', handle: 'ben.b', outside: undefined },
};
const standingOf = async (id: string): Promise<Standing> => standings[id] ?? { id, name: 'Ana', outside: undefined };

/** What Ana sees of these, one page at a time, and the queries. */
async function shows(requests: readonly ActionRequest[], asked: HistoryAsked = { words: [] }) {
  const queries: HistoryQuery[] = [];
  const history = async (query: HistoryQuery): Promise<readonly ActionRequest[]> => {
    queries.push(query);
    const from = query.after === undefined ? 0 : requests.indexOf(query.after) + 1;
    return requests.slice(from, from + query.limit);
  };
  const requestersOf = async () => [{ id: 'U0BEN00001', name: 'Ben' }];
  const team = { standingOf, knownStandingOf: standingOf, readUserGroups: async () => groups };
  const deps = { allowlist: () => allowlist, requests: { history, requestersOf }, team };
  return { shown: await showHistory(deps, 'U0ANA00001', asked), queries };
}

/** Of an entry that is no longer on the allowlist and that Ana may not see. */
const hidden = (): ActionRequest => {
  const { asked } = anasRequest();
  const entry = { ...asked.entry, action: 'gone', requesters: [] };
  return anasRequest({ requester: 'U0BEN00001', state: 'failed', asked: { ...asked, entry } });
};

test('ten at most, and a word that there are more', async () => {
  const ten = Array.from({ length: 10 }, () => anasRequest({ state: 'failed' }));
  const exactly = await shows(ten);
  expect(exactly.shown).toEqual({ requests: ten, more: false });
  const { shown } = await shows([...ten, anasRequest({ state: 'failed' })]);
  expect(shown).toEqual({ requests: ten, more: true });
  const drawn = renderHistory({ requests: ten, more: true });
  expect(JSON.stringify(drawn.blocks.at(-1))).toContain('Showing the newest 10.');
});

test('what is hidden is passed over, page after page, and reading on has an end', async () => {
  const mine = anasRequest({ state: 'succeeded' });
  const far = await shows([...Array.from({ length: 120 }, hidden), mine]);
  expect(far.shown).toEqual({ requests: [mine], more: false });
  const endless = await shows(Array.from({ length: 2_000 }, hidden));
  expect(endless.shown).toMatchObject({ requests: [] });
  expect(endless.queries.length).toBeLessThanOrEqual(20);
});

test('an entry that is gone tells its name only to somebody who may see a request of it', async () => {
  expect((await shows([hidden()], { words: ['gone'] })).shown).toMatchObject({ code: 'unknown_word' });
  const { asked } = hidden();
  const mine = anasRequest({ asked, state: 'failed' });
  expect((await shows([mine], { words: ['gone'] })).shown).toEqual({ requests: [mine], more: false });
});

test.each(['ben', 'BEN.B', 'Benjamin'])(
  '%s is ben, by the name he had, his handle or his name of today',
  async (name) => {
    const { queries } = await shows([], { words: [], personName: name });
    expect(queries[0]?.requesters).toEqual(['U0BEN00001']);
  },
);
