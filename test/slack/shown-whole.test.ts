import type { KnownBlock } from '@slack/types';
import fc from 'fast-check';
import prettyMilliseconds from 'pretty-ms';
import { expect, test } from 'vitest';
import { buttonsAsking } from '../../src/domain/buttons.ts';
import type { ApprovalLine, Entry } from '../../src/domain/entry.ts';
import type { Explanation } from '../../src/domain/explanation.ts';
import type { PeopleList } from '../../src/domain/person.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import type { ActionRequest } from '../../src/domain/request.ts';
import { refuseUnshown } from '../../src/domain/shown-whole.ts';
import { MESSAGE_TEXT } from '../../src/sandbox/slack/block-kit/limits.ts';
import { escaped, textLength, validateBlocks, validateModal } from '../../src/sandbox/slack/block-kit/validate.ts';
import { faultInShowing } from '../../src/settings/shown-faults.ts';
import { renderAllowlistNews } from '../../src/slack/views/allowlist-news.ts';
import { renderConfirmation } from '../../src/slack/views/confirmation.ts';
import { renderDecisionModal } from '../../src/slack/views/decision-modal.ts';
import { renderDigest } from '../../src/slack/views/digest.ts';
import { renderDirectly } from '../../src/slack/views/direct-message.ts';
import { renderExplanation } from '../../src/slack/views/explanation.ts';
import { renderHistory } from '../../src/slack/views/history.ts';
import { renderEntries, renderHelp } from '../../src/slack/views/lists.ts';
import type { Message } from '../../src/slack/views/message.ts';
import { renderMilestone } from '../../src/slack/views/milestone-reply.ts';
import { renderRefusal } from '../../src/slack/views/refusal.ts';
import { buttonsOf } from '../../src/slack/views/request-buttons.ts';
import { renderRequests } from '../../src/slack/views/request-list.ts';
import { renderRequest } from '../../src/slack/views/request-message.ts';
import { splitMessage } from '../../src/slack/views/split-message.ts';
import { together } from '../../src/slack/views/together.ts';
import { MILESTONES, requests } from './requests-at-the-limit.ts';

const ADDRESS = 'https://app.terraform.io';
/** Limits that are not exactly known, with a good margin (characters, bytes). */
const OURS = { blocks: 10_000, text: 3_000 };

function expectWithinLimits({ text, blocks }: Message, what: string): void {
  expect(validateBlocks(blocks), what).toEqual([]);
  expect(textLength(blocks), what).toBeLessThanOrEqual(OURS.blocks);
  expect(Buffer.byteLength(escaped(text)), what).toBeLessThanOrEqual(OURS.text);
  expect(OURS.text).toBeLessThan(MESSAGE_TEXT.updateAtMost);
  expect(text.trim(), what).not.toBe('');
}

/** What sections and small print say, put together as they were split. */
const saidIn = (blocks: readonly KnownBlock[]): string => blocks.flatMap(textsOf).join('\n');

function textsOf(block: KnownBlock): readonly string[] {
  if (block.type === 'section') return block.text === undefined ? [] : [block.text.text];
  if (block.type !== 'context') return [];
  return block.elements.flatMap((element) => ('text' in element ? [element.text] : []));
}

const mentionsOf = ({ people, groups }: PeopleList): readonly string[] => [
  ...people.map((id) => `<@${id}>`),
  ...groups.map((id) => `<!subteam^${id}>`),
];

const parametersOf = ({ asked }: ActionRequest): readonly string[] =>
  Object.entries(asked.parameters).map(([name, value]) => `${name} = ${value}`);

const inWords = (milliseconds: number): string => prettyMilliseconds(milliseconds, { verbose: true });

function expectAll(said: string, parts: readonly string[], what: string): void {
  const missing = parts.filter((part) => !said.includes(part));
  expect(missing, what).toEqual([]);
}

const howItIsApplied = ({ apply, confirmWithin }: Entry): RegExp =>
  ({
    automatic: /then runs automatically|it is applied automatically/,
    by_hand: new RegExp(`The planned run waits ${inWords(confirmWithin)} for`),
    rehearse: /its run is plan-only, so nothing is invoked/,
  })[apply];

/** Expects the words in what is said. A section may end between two words of a sentence. */
function expectWords(said: string, words: string | RegExp, what: string): void {
  expect(said.replaceAll(/\s+/g, ' '), what).toMatch(words);
}

/** Where it runs, with which parameters and limits, unless it is settled. */
function expectWhatDecides(said: string, request: ActionRequest, what: string): void {
  const { entry } = request.asked;
  expectAll(said, [...parametersOf(request), entry.workspace, entry.organization], what);
  expect(said.replaceAll('\n', ''), what).toContain(escaped(entry.address));
  const begins = ['unconfirmed', 'awaiting_approval', 'approved'].includes(request.state);
  if (begins) expectWords(said, `run has ${inWords(entry.startWithin)} to be planned`, what);
  if (begins || request.state === 'creating' || request.state === 'running') {
    expectWords(said, howItIsApplied(entry), what);
  }
}

const missingIn = ({ state, progress, asked }: ActionRequest): readonly ApprovalLine[] =>
  state === 'awaiting_approval' ? (progress?.missing ?? asked.entry.approval.required) : [];

/** On a line of its own, or beside the name where it is short. */
const placeOf = (said: string, line: string): number => Math.max(said.indexOf(`\n${line}`), said.indexOf(` · ${line}`));

const isAscending = (places: readonly number[]): boolean =>
  places.every((place, index) => place >= (places[index - 1] ?? 0));

test('whatever the allowlist and people can make long: what decides is shown whole, in one order, or it is refused', () => {
  let [asked, refused] = [0, 0];
  fc.assert(
    fc.property(requests, ({ room, request }) => {
      const { entry } = request.asked;
      const refusal = refuseUnshown({ ...entry, workspaceName: entry.workspace }, request.asked.parameters);
      if (room < 0) {
        expect(faultInShowing(entry)).toMatch(/cannot be shown whole/);
        refused += 1;
        return;
      }
      asked += 1;
      expect(refusal).toBeUndefined();

      const confirmation = renderConfirmation({ ...request, state: 'unconfirmed', decisions: [] });
      expectWithinLimits(confirmation, 'confirmation');
      const confirms = saidIn(confirmation.blocks);
      expectWhatDecides(confirms, { ...request, state: 'unconfirmed' }, 'confirmation');
      expectAll(
        confirms,
        entry.approval.required.flatMap(({ from }) => mentionsOf(from)),
        'approvers asked',
      );
      if (entry.approval.required.length > 0 && request.heldBy === undefined) {
        expectWords(confirms, `within ${inWords(entry.approval.expires)}`, 'how long approvals are waited for');
      }

      const message = renderRequest(request, { address: ADDRESS });
      expectWithinLimits(message, request.state);
      const shows = saidIn(message.blocks);
      expectWhatDecides(shows, request, request.state);
      expectAll(
        shows,
        missingIn(request).flatMap(({ from }) => mentionsOf(from)),
        'approvers of the message',
      );
      for (const said of [confirms, shows]) {
        expect(isAscending(parametersOf(request).map((line) => placeOf(said, line)))).toBe(true);
      }
      for (const button of buttonsOf(request)) {
        const id = buttonsAsking('again').find((one) => one === button.action_id);
        if (id === undefined) continue;
        if (button.confirm !== undefined) {
          expectAll(button.confirm.text?.text ?? '', parametersOf(request), `dialog of ${id}`);
          continue;
        }
        const modal = renderDecisionModal(id, request, { channel: 'C0PRODOPS1', messageTs: '1.1' });
        expect(validateModal(modal)).toEqual([]);
        const asks = saidIn(modal.blocks as readonly KnownBlock[]);
        expectWhatDecides(asks, request, `modal of ${id}`);
        expectAll(
          asks,
          missingIn(request).flatMap(({ from }) => mentionsOf(from)),
          `approvers in ${id}`,
        );
      }
    }),
    { numRuns: 100, endOnFailure: true },
  );
  expect(asked).toBeGreaterThan(30);
  expect(refused).toBeGreaterThan(5);
});

test('whoever has to be told is mentioned, however many they are, and every reply is one that Slack takes', () => {
  fc.assert(
    fc.property(requests, ({ request }) => {
      const { entry } = request.asked;
      const replies = MILESTONES.map((milestone) => renderMilestone(request, milestone, ADDRESS));
      for (const reply of [
        ...replies,
        together(replies),
        renderDirectly({ ...request, directly: { because: 'x' } }, together(replies)),
      ]) {
        for (const [index, part] of splitMessage(reply).entries()) expectWithinLimits(part, `${reply.text} ${index}`);
      }
      const settled = renderMilestone({ ...request, state: 'failed' }, { kind: 'settled' }, ADDRESS);
      const parts = splitMessage(settled);
      const told = parts.map(({ blocks }) => saidIn(blocks)).join('\n');
      expectAll(told, [...(request.joined ?? []).map((id) => `<@${id}>`), ...mentionsOf(entry.notifyFailure)], 'told');
      for (const { blocks } of parts.slice(-1)) expect(saidIn(blocks)).toMatch(/^:x: \*Failed\*: /);
      for (const { text } of parts) expect(text).not.toBe('');
    }),
    { numRuns: 40, endOnFailure: true },
  );
});

test('lists, history, digests, explanations, refusals and news at their largest are messages that Slack takes, and say what is cut', () => {
  const [asked] = fc.sample(
    requests.filter(({ request }) => request.permalink === undefined),
    { numRuns: 1, seed: 1 },
  );
  if (asked === undefined) throw new Error('There is no sample.');
  const { request } = asked;
  const crowd = {
    everyone: false,
    people: Array.from({ length: 600 }, (_, index) => `U0CROWD${1_000 + index}`),
    groups: [],
  };
  const text = { variable: 'v', type: 'string', maxLength: 1_000, default: 'd'.repeat(1_000) } as const;
  const parameters = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`p${index}`, text]));
  const entry = { ...request.asked.entry, description: '&'.repeat(200), parameters, requesters: [crowd] };
  const many = Array.from({ length: 60 }, () => ({
    ...request,
    permalink: `https://acme.slack.com/${'x'.repeat(400)}`,
  }));
  const explanation: Explanation = {
    entry,
    person: 'U0ANA00001',
    answer: 'refused',
    onlyGlass: [new Refusal('frozen', '<'.repeat(2_000), 'h'.repeat(4_000))],
    refusals: Array.from({ length: 8 }, () => new Refusal('bad_parameter', '<'.repeat(2_000), 'h'.repeat(4_000))),
    requesters: Array.from({ length: 5 }, () => ({ level: 'everywhere', list: crowd, stands: 'not' as const })),
    channels: [{ level: 'everywhere', channels: Array.from({ length: 300 }, (_, index) => `C0CHANNEL${index}`) }],
    required: [{ level: 'everywhere', line: { from: crowd, count: 2 }, people: crowd.people, isWhole: true }],
    ...{ canBeApproved: false, approves: 'not', breaksGlass: 'not', freezes: 'not', freeze: undefined },
  };
  const answers = {
    list: renderEntries({ requestable: Array.from({ length: 100 }, () => entry), others: [], freezes: new Map() }),
    help: renderHelp({
      requestable: [],
      others: Array.from({ length: 300 }, () => ({ entry, parts: ['approve'] })),
      freezes: new Map(),
    }),
    status: renderRequests({ yours: many.map((one) => ({ request: one, wanted: 'approve' })), others: many }),
    history: renderHistory({ requests: many, more: true }),
    digest: renderDigest({ over: false, requests: many, late: 500 }, () => ADDRESS),
    explanation: renderExplanation(explanation),
    refusal: renderRefusal(new Refusal('bad_parameter', '&'.repeat(5_000), `${'h'.repeat(20_000)}`)),
  };
  for (const [what, answer] of Object.entries(answers)) {
    expectWithinLimits(answer, what);
    if (what !== 'refusal') expect(JSON.stringify(answer.blocks), what).toMatch(/… cut/);
  }
  const changes = Array.from({ length: 200 }, (_, index) => ({
    ...({ kind: 'right', change: 'gained', effect: 'looser', right: 'request' } as const),
    about: `act${index} in prod`,
    who: { ...crowd, people: crowd.people.slice(index, index + 60) },
  }));
  const hashes = { was: 'a'.repeat(64), now: 'b'.repeat(64) };
  const news = renderAllowlistNews({ kind: 'replaced', ...hashes, changes, tooLateFor: [] });
  for (const one of news) expectWithinLimits(one, 'news');
  const faults = Array.from({ length: 300 }, () => 'f'.repeat(5_000));
  for (const one of renderAllowlistNews({ kind: 'faulty', holds: 'a'.repeat(64), faults })) {
    expectWithinLimits(one, 'faults');
  }
});
