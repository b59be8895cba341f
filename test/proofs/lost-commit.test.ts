import { expect, inject, test } from 'vitest';
import { type Setting, startConversation, WORKSPACE } from '../conversation.ts';
import { type LosingProxy, startLosingProxy } from '../losing-proxy.ts';
import { confirmedRuns, createCalls, expectAtMostOneApplied } from '../one-run.ts';

/** The record's kind of each decision, in order. */
const DECISIONS = [
  ...['request.asked', 'request.run_it', 'preview.creating', 'preview.created', 'preview.passed', 'request.approved'],
  ...['run.creating', 'run.created', 'run.confirm_pressed', 'run.confirming', 'run.confirmed', 'request.settled'],
];

async function startThroughProxy(entry: Readonly<Record<string, unknown>> = {}, prod: Setting['prod'] = {}) {
  let proxy: LosingProxy | undefined;
  const talk = await startConversation({
    ...{ entry, prod },
    through: async (databaseUrl) => {
      proxy = await startLosingProxy(databaseUrl);
      return proxy.url;
    },
  });
  if (proxy === undefined) throw new Error('The bot was started on another database.');
  return { proxy, ...talk };
}

// PostgreSQL commits and its answer is lost. The embedded database has no connection to lose.
if (inject('postgres') !== undefined) {
  test('each decision of one story is committed and its answer lost: nobody is told of a failure, and each is done once', async () => {
    const { proxy, terraform, slack, ...talk } = await startThroughProxy({
      approval: { required: [{ from: 'sre' }] },
      apply: 'by_hand',
      preview: true,
    });
    const lost = Promise.all(DECISIONS.map((kind) => proxy.loseCommit(kind)));
    const request = await talk.asks('ana');
    await talk.until(() => talk.buttons(request).includes('Approve'), 'Approve');
    await talk.clicks('ben', 'Approve', request);
    await talk.until(() => talk.buttons(request).includes('Confirm and apply'), 'Confirm and apply');
    await talk.clicks('cem', 'Confirm and apply', request);
    expect(await talk.thread(request, /Succeeded/)).toMatch(/@Ana/);
    await lost;
    expect(slack.ephemeralsEverShown.map((one) => JSON.stringify(one)).join()).not.toMatch(/reference/i);
    expect(talk.replies(request)).toEqual([...new Set(talk.replies(request))]);
    expect(createCalls(terraform)).toHaveLength(2);
    expect(confirmedRuns(terraform)).toHaveLength(1);
    expectAtMostOneApplied(terraform);
  });

  test('“creating” is committed and its answer lost: the call is made, and made once', async () => {
    const { proxy, terraform, ...talk } = await startThroughProxy();
    const lost = proxy.loseCommit('run.creating');
    const request = await talk.asks('ana');
    await lost;
    expect(await talk.thread(request, /Succeeded/)).toMatch(/@Ana/);
    expect(talk.replies(request).join('\n')).not.toMatch(/did not answer/);
    expect(createCalls(terraform)).toHaveLength(1);
    expectAtMostOneApplied(terraform);
  });

  test('nor does the database tell what became of each decision: people are told of a failure, and it all goes on', async () => {
    const { proxy, terraform, slack, ...talk } = await startThroughProxy({
      approval: { required: [{ from: 'sre' }] },
      apply: 'by_hand',
    });
    const untold = DECISIONS.filter((kind) => !/asked|preview|creating/.test(kind));
    const lost = Promise.all(untold.map((kind) => proxy.loseCommit(kind, 'never told')));
    const request = await talk.asks('ana');
    await talk.clicks('ben', 'Approve', request);
    await talk.until(() => talk.buttons(request).includes('Confirm and apply'), 'Confirm and apply');
    await talk.clicks('cem', 'Confirm and apply', request);
    expect(await talk.thread(request, /Succeeded/)).toMatch(/@Ana/);
    await lost;
    expect(slack.ephemeralsEverShown.map((one) => JSON.stringify(one)).join()).toMatch(/reference/i);
    expect(createCalls(terraform)).toHaveLength(1);
    expectAtMostOneApplied(terraform);
  });

  test('nor does the database tell whether “creating” was committed: no call is made, and the request says that it is unresolved', async () => {
    const { proxy, terraform, ...talk } = await startThroughProxy();
    const lost = proxy.loseCommit('run.creating', 'never told');
    const request = await talk.asks('ana');
    await lost;
    expect(await talk.thread(request, /Unresolved/)).toMatch(/@Ana/);
    expect(createCalls(terraform)).toEqual([]);
    expect(terraform.runs(WORKSPACE)).toEqual([]);
  });

  test('nor does the database tell whether a freeze was committed: what waits in its environment is held all the same', async () => {
    const { proxy, ...talk } = await startThroughProxy(
      { approval: { required: [{ from: 'sre' }] } },
      { operators: ['sre'] },
    );
    const request = await talk.asks('ana');
    const lost = proxy.loseCommit('environment.frozen', 'never told');
    await talk.says('ben', '/tf-action freeze prod 1h upkeep');
    await lost;
    expect(await talk.thread(request, /Frozen/)).toMatch(/upkeep/);
    expect(talk.read(request)).toMatch(/upkeep/);
  });
}
