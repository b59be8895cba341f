import { expect, test } from 'vitest';
import type { SeenMessage } from '../../src/sandbox/slack/seen-message.ts';
import { CHANNEL, type Conversation, PEOPLE, startConversation, WORKSPACE } from '../conversation.ts';
import { type Reference, referencesIn, textsOf } from '../slack/markup.ts';

/** Would mention two groups, everybody and Gil, link elsewhere, and reverse the rest of its line. */
const TRICK = '@S0OTHER001 <!subteam^S0OTHER001> <!channel> @U0GIL00001 <https://evil.example|click> \u202Eesrever';

/** All markup that Slack finds in what anybody in the channel has been shown. */
function shownIn({ slack }: Conversation, request?: SeenMessage): readonly Reference[] {
  const seen = Object.values(PEOPLE).flatMap((person) => slack.sees(person, CHANNEL));
  const thread = request === undefined ? [] : slack.thread(CHANNEL, request.ts);
  const texts = [...seen, ...thread].flatMap(({ text, blocks, earlier }) =>
    [{ text, blocks }, ...earlier].flatMap((one) => textsOf({ text: one.text, blocks: one.blocks })),
  );
  for (const { text } of texts) expect(text).not.toMatch(/\u202E/);
  return texts.flatMap(({ text, isMarkup }) => (isMarkup ? referencesIn(text) : []));
}

function expectNoTrick(talk: Conversation, request?: SeenMessage): void {
  const targets = shownIn(talk, request).map(({ kind, target }) => `${kind} ${target}`);
  expect(targets).not.toContain('group S0OTHER001');
  expect(targets).not.toContain(`person ${PEOPLE.gil}`);
  expect(targets.filter((one) => /^everybody|evil/.test(one))).toEqual([]);
}

test('the reason of a freeze from chat pings nobody: when it is announced, when somebody asks, and in the end of a run', async () => {
  const talk = await startConversation({
    prod: { operators: ['sre'], break_glass: ['ana'] },
    entry: { apply: 'by_hand' },
  });
  const request = await talk.asks('ana');
  await talk.thread(request, /Waiting for a person/);
  await talk.says('ben', `/tf-action freeze prod 2h ${TRICK}`);
  const end = await talk.thread(request, /Discarded/);
  expect(end).toMatch(/It is frozen by a freeze from chat \(@S0OTHER001 .*\), until .*11:00.*Nothing was invoked/s);
  await talk.says('dia', '/tf-action cleanup prod');
  await talk.sees('dia', /cleanup in prod is frozen by a freeze from chat \(@S0OTHER001/);
  await talk.says('ana', '/tf-action cleanup prod');
  await talk.sees('ana', /You can break glass/);
  expectNoTrick(talk, request);
});

test('a display name, the reason of a lock and an error of HCP Terraform are shown to the letter', async () => {
  const talk = await startConversation({ entry: { approval: { required: [{ from: 'sre' }] } } });
  talk.slack.updatePerson(PEOPLE.ana, { realName: `Ana ${TRICK}` });
  talk.terraform.lock(WORKSPACE, { by: TRICK, reason: TRICK });
  const request = await talk.asks('ana');
  await talk.clicks('ben', 'Approve', request);
  await talk.until(() => /locked by @S0OTHER001 .*<!channel>/.test(talk.read(request)), 'the lock');
  talk.terraform.fault({
    ...{ method: 'POST', path: /\/runs$/, status: 422 },
    body: { errors: [{ status: '422', title: TRICK, detail: TRICK }] },
  });
  await talk.says('dia', '/tf-action other prod');
  await talk.clicks('dia', 'Run it', await talk.sees('dia', /Run other in prod\?/));
  const other = await talk.sees('dia', /other in prod[\s\S]*?Asked by/);
  expect(await talk.thread(other, /Failed/)).toMatch(/refused to create the run \(422\): @S0OTHER001 <!subteam/);
  expectNoTrick(talk, other);
  await talk.clicks('ana', 'Withdraw', request);
  expect(await talk.thread(request, /Withdrawn/)).toMatch(/withdrew it/);
  expectNoTrick(talk, request);
});
