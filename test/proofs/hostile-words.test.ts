import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { refuseUnapprovable } from '../../src/domain/approvable.ts';
import { buttonsAsking } from '../../src/domain/buttons.ts';
import { compareAllowlists } from '../../src/domain/compare-allowlists.ts';
import type { Allowlist } from '../../src/domain/entry.ts';
import { readHistoryWords, refuseUnknownWord } from '../../src/domain/history-words.ts';
import { readParameters } from '../../src/domain/parameters.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { refuseRequesting } from '../../src/domain/rights.ts';
import { refuseUnknownEntry } from '../../src/domain/unknown-entry.ts';
import { explainEntry } from '../../src/flows/asking/explain-entry.ts';
import { refuseChannel } from '../../src/flows/asking/judge-asking.ts';
import { refuseMovedOn } from '../../src/flows/guarding/find-clicked-request.ts';
import { refuseFrozen } from '../../src/flows/guarding/find-freeze.ts';
import { refuseVoided } from '../../src/flows/waiting/void-request.ts';
import { readCommandText } from '../../src/slack/listening/command-text.ts';
import { renderAllowlistNews } from '../../src/slack/views/allowlist-news.ts';
import { renderCancelled, renderConfirmation, renderConfirmed } from '../../src/slack/views/confirmation.ts';
import { renderDecisionModal } from '../../src/slack/views/decision-modal.ts';
import { renderDigest } from '../../src/slack/views/digest.ts';
import { renderDirectly, renderWaiting } from '../../src/slack/views/direct-message.ts';
import { renderExplanation } from '../../src/slack/views/explanation.ts';
import { renderHistory } from '../../src/slack/views/history.ts';
import { renderJoining } from '../../src/slack/views/joining.ts';
import { renderHelp } from '../../src/slack/views/lists.ts';
import type { Message } from '../../src/slack/views/message.ts';
import { renderMilestone } from '../../src/slack/views/milestone-reply.ts';
import { asPlainText } from '../../src/slack/views/plain-text.ts';
import { renderReasonModal } from '../../src/slack/views/reason-modal.ts';
import { renderFailure, renderRefusal } from '../../src/slack/views/refusal.ts';
import { renderRequests } from '../../src/slack/views/request-list.ts';
import { renderRequest } from '../../src/slack/views/request-message.ts';
import { together } from '../../src/slack/views/together.ts';
import {
  ADDRESS,
  freezeWith,
  hostileEntry,
  hostileMilestones,
  hostileRequest,
  hostileRequests,
} from '../slack/hostile-messages.ts';
import { type Reference, referencesIn, textsOf } from '../slack/markup.ts';

/** What somebody could type, or a service could say, to make the bot say something else. */
const TRICKS = [
  '<!channel>',
  '<!here|x>',
  '<@U0EVIL0001>',
  '@U0EVIL0001',
  '@S0EVIL0001',
  '#C0EVIL0001',
  '<!subteam^S0EVIL0001>',
  '<#C0EVIL0001>',
  '<https://evil.example|click>',
  'https://evil.example',
  '<!date^1^{date}|x>',
  '2001-01-01T00:00:00.000Z',
  '&lt;!channel&gt;',
  '\u202Etxt.exe',
  '\u2066a\u2069',
  'a\u200Bb\u200Dc\uFEFF',
  '\u3164',
  '\u001b[31m',
  '\u0000',
  '`',
  '```',
  '*',
  '|',
  '\nFORGED line',
  '\r\nFORGED line',
  '\u2028FORGED line',
  '>',
  '<',
  '&',
  ' ',
  'word',
  '😀',
] as const;
const hostile = fc.array(fc.constantFrom(...TRICKS), { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));

/** Bidirectional, zero-width and control characters. Our own line feeds are allowed. */
const UNSEEN = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}\u3164]/u;

/** Everything that this test's requests and allowlist mention themselves. */
const OURS: Readonly<Record<Exclude<Reference['kind'], 'link'>, readonly string[]>> = {
  person: ['U0ANA00001', 'U0BEN00001', 'U0CEM00001', 'U0DIA00001'],
  group: ['S0DEVS0001', 'S0SRE00001'],
  channel: ['C0PRODOPS1'],
  date: [
    '2026-03-02T03:00:00.000Z',
    '2026-03-02T03:20:00.000Z',
    '2026-03-02T05:00:00.000Z',
    '2026-03-02T03:13:01.000Z',
  ].map((iso) => `${Date.parse(iso) / 1_000}`),
  everybody: [],
};

const isOurs = ({ kind, target }: Reference): boolean =>
  kind === 'link'
    ? /^https:\/\/(?:app\.terraform\.example\/app|acme\.slack\.com\/archives)\//.test(target)
    : OURS[kind].includes(target);

function expectNothingForeign(view: string, shown: unknown): void {
  for (const { path, text, isMarkup } of textsOf(shown)) {
    const where = `${view}${path}: ${JSON.stringify(text)}`;
    expect(UNSEEN.test(text), where).toBe(false);
    expect(/\nFORGED|\[object/.test(text), where).toBe(false);
    if (isMarkup)
      expect(
        referencesIn(text).filter((reference) => !isOurs(reference)),
        where,
      ).toEqual([]);
  }
}

const asMessages = (messages: readonly Message[]): readonly unknown[] => [...messages, ...messages.map(asPlainText)];
const addressOf = (): string => ADDRESS;

const allowlistWith = (words: string, given: Partial<Allowlist> = {}): Allowlist => ({
  hash: 'a'.repeat(64),
  text: '',
  entries: [hostileEntry(words)],
  origins: [],
  freezes: [
    { name: words, reason: words, when: { kind: 'once', from: freezeWith('').from, until: freezeWith('').until } },
  ],
  operators: {},
  limits: { open: 1, commandsPerMinute: 1 },
  ...given,
});

/** Everything that the bot shows, by its view. */
const VIEWS: Readonly<Record<string, (words: string) => readonly unknown[]>> = {
  'the confirmation': (words) => {
    const request = hostileRequest(words);
    const held = hostileRequest(words, { heldBy: freezeWith(words), askedIn: 'C0PRODOPS1' });
    return asMessages(
      [request, held].flatMap((one) => [renderConfirmation(one), renderConfirmed(one), renderCancelled(one)]),
    );
  },
  'the request message': (words) =>
    asMessages(hostileRequests(words).map((request) => renderRequest(request, { address: ADDRESS }))),
  'replies in the thread': (words) => {
    const milestones = hostileMilestones(words);
    const [first = hostileRequest(words), ...others] = hostileRequests(words);
    return asMessages([
      ...milestones.map((milestone) => renderMilestone(first, milestone, ADDRESS)),
      ...others.map((request) => renderMilestone(request, { kind: 'settled' }, ADDRESS)),
      ...others.map((request) => renderMilestone(request, { kind: 'glass_broken' }, ADDRESS)),
      together(milestones.map((milestone) => renderMilestone(first, milestone, ADDRESS))),
    ]);
  },
  'direct messages': (words) =>
    asMessages(hostileRequests(words).map((request) => renderDirectly(request, renderWaiting(request, ADDRESS)))),
  'the digest': (words) => [
    renderDigest({ over: false, requests: hostileRequests(words), late: 99 }, addressOf),
    renderDigest(
      { over: false, requests: [hostileRequest(words, { permalink: undefined, runId: words })], late: 1 },
      addressOf,
    ),
  ],
  'lists and history': (words) => [
    renderHelp({
      requestable: [hostileEntry(words)],
      others: [{ entry: hostileEntry(words), parts: ['approve', 'freeze'] }],
      freezes: new Map(),
    }),
    renderRequests({ yours: [{ request: hostileRequest(words), wanted: 'approve' }], others: hostileRequests(words) }),
    renderHistory({ requests: hostileRequests(words), more: true }),
    renderJoining({ joins: hostileRequest(words), person: 'U0CEM00001' }),
  ],
  'an explanation': (words) => {
    const known = { standing: { id: 'U0CEM00001', name: words, outside: undefined }, groups: undefined } as const;
    const entry = hostileEntry(words);
    const origins = [{ ...entry, requesters: [words], channels: [words], required: [words] }];
    const question = { allowlist: allowlistWith(words, { origins }), entry, at: freezeWith(words).from, fromChat: [] };
    const parameters = new Map([[words, words]]);
    return [
      renderExplanation(explainEntry({ ...question, known: { ...known, groupsOf: 'everybody' }, parameters })),
      renderExplanation(explainEntry({ ...question, known: { ...known, groupsOf: 'nobody' }, parameters: new Map() })),
    ];
  },
  'news of the allowlist': (words) => {
    const none = allowlistWith(words, { entries: [], freezes: [] });
    const other = { ...hostileEntry(words), description: `${words}!`, workspace: 'other', parameters: {} };
    const changes = [
      ...compareAllowlists(none, allowlistWith(words)),
      ...compareAllowlists(allowlistWith(words), none),
      ...compareAllowlists(allowlistWith(words), allowlistWith(words, { entries: [other] })),
    ];
    return asMessages([
      ...renderAllowlistNews({ kind: 'replaced', was: 'a', now: 'b', changes, tooLateFor: hostileRequests(words) }),
      ...renderAllowlistNews({ kind: 'faulty', holds: 'a', faults: [words] }),
      ...renderAllowlistNews({ kind: 'mended', holds: 'a' }),
    ]);
  },
  refusals: (words) => {
    const entry = hostileEntry(words);
    const reading = { standing: { id: 'U0EVIL0001', name: words, outside: undefined }, groups: undefined } as const;
    const seen = [entry];
    return [
      new Refusal('unknown_command', words, words),
      new Refusal('unknown_command', readCommandText(`a b ${words}=1 ${words}=2`).fault ?? '', ''),
      readParameters(entry.parameters, new Map([[words, words]])),
      readParameters(entry.parameters, new Map(), [words]),
      readHistoryWords([words, words, words], { actions: [], environments: [] }),
      refuseUnknownWord(words, 'person', [words]),
      refuseUnknownEntry(seen, { action: words, environment: words }),
      refuseUnknownEntry(seen, { action: entry.action, environment: words, stray: [words] }),
      refuseUnknownEntry([{ ...entry, environment: words.toLowerCase() }], { action: words, environment: undefined }),
      refuseRequesting(entry, reading),
      refuseChannel({ ...entry, channels: [['C0PRODOPS1']] }, 'C0OTHER001'),
      refuseUnapprovable(entry, entry.approval.required),
      refuseFrozen(entry, freezeWith(words)),
      refuseFrozen(entry, { ...freezeWith(words), author: 'U0BEN00001' }),
      ...hostileRequests(words).map(refuseMovedOn),
      refuseVoided({ because: { kind: 'workspace_renamed', workspace: words, now: words } }),
    ]
      .filter((one) => one instanceof Refusal)
      .map(renderRefusal);
  },
  'modals and failures': (words) => [
    ...buttonsAsking('why').map((button) =>
      renderReasonModal(button, hostileRequest(words), { channel: 'C0PRODOPS1', messageTs: '1.1' }),
    ),
    ...hostileRequests(words).flatMap((request) =>
      buttonsAsking('again').map((button) =>
        renderDecisionModal(button, request, { channel: 'C0PRODOPS1', messageTs: '1.1' }),
      ),
    ),
    renderFailure('Something went wrong.', '0123abcd'),
  ],
};

describe('what people type and services say', () => {
  test.each(Object.entries(VIEWS))('makes no mention, link, date or control character in %s', (view, render) => {
    fc.assert(
      fc.property(hostile, (words) => {
        for (const shown of render(words)) expectNothingForeign(view, shown);
      }),
      { numRuns: 15, examples: TRICKS.map((trick): [string] => [trick]) },
    );
  });

  test('and what is ours is there all the same', () => {
    const ended = hostileRequests('x').find(({ ended }) => ended?.kind === 'denied');
    const texts = textsOf(renderMilestone(ended ?? hostileRequest('x'), { kind: 'settled' }, ADDRESS));
    expect(texts.flatMap(({ text, isMarkup }) => (isMarkup ? referencesIn(text) : []))).toContainEqual({
      kind: 'person',
      target: 'U0BEN00001',
    });
  });
});
