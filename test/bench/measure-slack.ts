import type { RequestEvent } from '../../src/domain/lifecycle.ts';
import type { Milestone } from '../../src/domain/milestone.ts';
import { STATE_WORDS } from '../../src/slack/views/state-words.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { allowlistText, entryOf, newRequest, readAllowlist } from './bench-team.ts';
import { makeDatabase } from './bot-process.ts';
import { countDuplicates, type Written, writeEach } from './limited-slack.ts';
import { START, startMovedClock } from './moved-clock.ts';
import { mean, quantile } from './numbers.ts';
import { openSending, type Step } from './open-sending.ts';
import { changesOf, drawLife, type RunLife } from './run-model.ts';
import { type Measure, type Row, sayProgress, type Table } from './table.ts';

interface Wave {
  readonly what: string;
  readonly requests: number;
  /** The time in which all are asked (milliseconds). */
  readonly within: number;
  readonly channels: number;
  /** Seconds. */
  readonly finalP95: number;
}

const WAVES: readonly Wave[] = [
  { what: '100 at once, 20 channels', requests: 100, within: 1_000, channels: 20, finalP95: 5 },
  { what: '50 in a minute, 5 channels', requests: 50, within: 60_000, channels: 5, finalP95: 5 },
  { what: '1,000 an hour (half of one), 20 channels', requests: 500, within: 1_800_000, channels: 20, finalP95: 3 },
  { what: '1,000 an hour (half of one), 50 channels', requests: 500, within: 1_800_000, channels: 50, finalP95: 5 },
];

/** The share of posts whose answer is lost. */
const LOSES = 0.01;
/** The time after the last change for what is still waiting (milliseconds). */
const REST = 15 * 60_000;

/** Six visible changes, from Run it to the verdict. */
function stepsOf(begins: number, life: RunLife): readonly Step[] {
  const [planQueued = 0, , planned = 0, applying = 0, applied = 0] = changesOf(life).map((after) => begins + after);
  const step = (at: number, event: RequestEvent, status: string | undefined, ...milestones: Milestone[]): Step => ({
    ...{ at, event, milestones },
    ...(status === undefined ? {} : { status }),
  });
  return [
    step(begins, 'run_it', undefined),
    step(begins + 300, 'create', undefined),
    step(begins + 500, 'run_known', 'pending', { kind: 'run_created', runId: 'run-1', found: false }),
    step(Math.max(begins + 600, planQueued), 'note', 'planning'),
    step(planned, 'note', 'planned', { kind: 'planned', invocations: 1 }),
    step(applying, 'note', 'applying', { kind: 'applying', by: 'bot' }),
    step(applied, 'verdict_succeeded', 'applied', { kind: 'settled' }),
  ];
}

interface Told {
  readonly finalLags: readonly number[];
  /** The time from the end to the requester's mention in the thread (milliseconds). */
  readonly mentions: readonly number[];
  readonly untold: number;
  readonly drawn: number;
  /** The share of `chat.update` calls (percent). */
  readonly digests: number;
  readonly changes: readonly { readonly at: number; readonly isLast: boolean }[];
  readonly duplicates: number;
  readonly rateLimited: number;
}

async function measureWave(database: Database, wave: Wave): Promise<Told> {
  const sending = openSending(database, { seed: wave.requests, loses: { posts: LOSES } });
  const { clock, random, randomHex, slack } = sending;
  const entry = entryOf(readAllowlist(allowlistText()));
  const ends = new Map<string, number>();
  const changes: { readonly at: number; readonly isLast: boolean }[] = [];
  for (let number = 0; number < wave.requests; number += 1) {
    const begins = START + 1_000 + (number * wave.within) / wave.requests;
    const steps = stepsOf(begins, drawLife(random));
    const place = { id: `ws-${number}`, name: `bench-${number}`, number };
    const id = randomHex(16);
    const channel = `C0BENCH${String(number % wave.channels).padStart(4, '0')}`;
    const asked = newRequest(entry, place, { id, token: id, state: 'unconfirmed', askedAt: new Date(begins), channel });
    changes.push(...steps.map(({ at, event }) => ({ at, isLast: event === 'verdict_succeeded' })));
    ends.set(id, steps.at(-1)?.at ?? 0);
    clock.setTimeout(() => void sending.walk(asked, steps), begins - 500 - clock.now());
  }
  await clock.moveTo(Math.max(...ends.values()) + REST);
  await sending.stop();
  const told = [...ends].map(([id, at]) => tellOf(slack.written, id, at));
  return {
    finalLags: told.map(({ final }) => final).filter(Number.isFinite),
    mentions: told.map(({ mention }) => mention).filter(Number.isFinite),
    untold: told.filter(({ final, mention }) => !Number.isFinite(final + mention)).length,
    drawn: slack.written.filter(({ threadTs }) => threadTs === undefined).length,
    digests: shareOfDigests(slack.written),
    changes: changes.sort((one, other) => one.at - other.at),
    ...{ duplicates: countDuplicates(slack.written), rateLimited: slack.rateLimited() },
  };
}

function tellOf(written: readonly Written[], id: string, settledAt: number) {
  const message = written.find(({ names, threadTs }) => threadTs === undefined && names.includes(id));
  const final = written.find(
    ({ ts, channel, text }) =>
      ts === message?.ts && channel === message.channel && text.startsWith(STATE_WORDS.succeeded),
  );
  const mention = written.find(
    ({ threadTs, channel, text }) =>
      threadTs === message?.ts && channel === message?.channel && text.includes(`*${STATE_WORDS.succeeded}*`),
  );
  return {
    final: final === undefined ? Number.NaN : final.at - settledAt,
    mention: mention === undefined ? Number.NaN : mention.at - settledAt,
  };
}

/** The share of `chat.update` calls (percent). */
function shareOfDigests(written: readonly Written[]): number {
  const digests = new Set(written.filter(({ names }) => names.includes('"digest"')).map(({ ts }) => ts));
  const updates = written.filter(({ method }) => method === 'chat.update');
  return (100 * updates.filter(({ ts }) => digests.has(ts)).length) / Math.max(1, updates.length);
}

/** How late a post is if another channel was rate limited, or was not (milliseconds). */
async function postElsewhere(database: Database, limited: boolean): Promise<number> {
  const sending = openSending(database, { seed: 1, loses: { posts: 0 } });
  const { clock, randomHex, slack } = sending;
  if (limited) slack.limitNext('C0BENCHHOT', 30);
  const entry = entryOf(readAllowlist(allowlistText()));
  const ask = (channel: string, at: number): void => {
    const id = randomHex(16);
    const place = { id: `ws-${channel}`, name: channel, number: 0 };
    const asked = newRequest(entry, place, { id, token: id, state: 'unconfirmed', askedAt: new Date(at), channel });
    const steps: readonly Step[] = [{ at, event: 'run_it', milestones: [] }];
    clock.setTimeout(() => void sending.walk(asked, steps), at - 100 - clock.now());
  };
  ask('C0BENCHHOT', START + 1_000);
  ask('C0BENCHOTHER', START + 1_300);
  await clock.moveTo(START + 60_000);
  await sending.stop();
  const other = slack.written.find(({ channel }) => channel === 'C0BENCHOTHER');
  return other === undefined ? Number.POSITIVE_INFINITY : other.at - (START + 1_300);
}

/** Measures what is written to Slack, how late, and how much less that is than one write per change. */
export async function measureSlack(): Promise<Table> {
  const columns: (readonly Row[])[] = [];
  for (const wave of WAVES) {
    const began = performance.now();
    const told = await inNewDatabase((database) => measureWave(database, wave));
    columns.push(columnOf(wave, told.value));
    sayProgress(`${wave.what}: ${((performance.now() - began) / 1_000).toFixed(0)} s`);
  }
  const undisturbed = await inNewDatabase((database) => postElsewhere(database, false));
  const disturbed = await inNewDatabase((database) => postElsewhere(database, true));
  const delayed = disturbed.value - undisturbed.value;
  return {
    bench: 'b',
    title: `What Slack is told and how late, on ${disturbed.what}`,
    columns: WAVES.map(({ what }) => what),
    rows: [
      ...(columns[0] ?? []).map(({ what }, index) => ({
        what,
        cells: columns.map((column) => column[index]?.cells[0] ?? ''),
      })),
      { what: "another channel's post delayed by a 429 (ms)", cells: [{ value: delayed, atMost: 100 }] },
    ],
    notes: [
      "The shipped outbox over a real database against a Web API in this process with Slack's limits (chat.update 50 a minute, a post a second in a channel), on a moved clock; each call takes 150 ms, and one post in a hundred gets no answer.",
      'Each request has seven changes that redraw its message and four replies in its thread. One write for each: in the order they come, chat.update alone, under the same limit.',
    ],
  };
}

/** Each wave starts the clock again, and data of a later time would delay everything. */
async function inNewDatabase<Value>(
  work: (database: Database) => Promise<Value>,
): Promise<{ readonly what: string; readonly value: Value }> {
  const { what, place, remove } = await makeDatabase();
  try {
    const database = await openDatabase({ ...place, clock: startMovedClock() });
    const value = await work(database).finally(database.close);
    return { what, value };
  } finally {
    await remove();
  }
}

function columnOf(wave: Wave, told: Told): readonly Row[] {
  const each = writeEach(told.changes);
  const seconds = (milliseconds: number, goals: Partial<Measure> = {}): Measure => ({
    value: milliseconds / 1_000,
    digits: 1,
    ...goals,
  });
  const row = (what: string, cell: Measure): Row => ({ what, cells: [cell] });
  return [
    row('final state shown (s): mean', seconds(mean(told.finalLags))),
    row('  p95', seconds(quantile(told.finalLags, 0.95), { atMost: wave.finalP95 })),
    row('  max', seconds(quantile(told.finalLags, 1))),
    row('  p95 with one write for each change', seconds(quantile(each, 0.95))),
    row('requester mentioned (s): mean', seconds(mean(told.mentions))),
    row('  p95', seconds(quantile(told.mentions, 0.95), { atMost: 10 })),
    row('  max', seconds(quantile(told.mentions, 1))),
    row('endings never shown or never mentioned', { value: told.untold, atMost: 0 }),
    row('digests, of the redraws (%)', { value: told.digests, digits: 1, atMost: 10 }),
    row('changes', { value: told.changes.length }),
    row('messages posted and redrawn', { value: told.drawn }),
    row('  saved (%)', { value: 100 * (1 - told.drawn / told.changes.length), atLeast: 50 }),
    row('posted twice', { value: told.duplicates, atMost: 0 }),
    row('calls that were one too many (429)', { value: told.rateLimited }),
  ];
}
