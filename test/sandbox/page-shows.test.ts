import { Script } from 'node:vm';
import { expect, test } from 'vitest';
import { manualClock } from '../../src/sandbox/clock.ts';
import { visitPage } from './page-visit.ts';
import { ANA, BEN, button, buttons, clientOf, GENERAL, section, startTeam } from './slack-team.ts';

test('whoever opens the page sees the people, the channel, and the workspace in HCP Terraform', async () => {
  const hint = 'Ask as Ana, then approve as Ben.';
  const { open, slack } = await visitPage({ suggestions: ['/tf-action list'], roles: { [BEN]: 'On call' }, hint });
  expect(await open()).toContain(`<p class="nothing">${hint}</p>`);
  slack.addPerson({ id: 'U0GIL00001', name: 'gil', kind: 'guest' });
  slack.writes(BEN, GENERAL, 'Good *morning*');
  const html = await open();
  expect(html).toMatch(new RegExp(`data-person="${ANA}" aria-pressed="true"`));
  expect(html).toMatch(/On call/);
  expect(html).toMatch(/>Gil<.*?>Guest</);
  expect(html).toMatch(new RegExp(`data-channel="${GENERAL}" aria-current="page"`));
  expect(html).toMatch(/Good <strong>morning<\/strong>/);
  expect(html).toMatch(/data-suggest="\/tf-action list"/);
  expect(html).toMatch(/data-locked="false"/);
  expect(html).toMatch(/textarea name="composer"/);
});

test('the address says who one is, and what they cannot see is not shown', async () => {
  const { open, slack } = await visitPage();
  slack.writes(ANA, 'G0SECRET01', 'Between us');
  expect(await open(`?person=${ANA}&channel=G0SECRET01`)).toMatch(/Between us/);
  const asBen = await open(`?person=${BEN}&channel=G0SECRET01`);
  expect(asBen).toMatch(new RegExp(`data-person="${BEN}" aria-pressed="true"`));
  expect(asBen).not.toMatch(/Between us|G0SECRET01/);
});

test('what people write is never HTML, whichever way it comes', async () => {
  const { open, slack } = await visitPage();
  slack.writes(BEN, GENERAL, 'Look <script>alert(1)</script> &lt;b&gt; <javascript:alert(1)|here> @@modals@@');
  await clientOf(slack).chat.postMessage({
    channel: GENERAL,
    text: 'x',
    blocks: [{ type: 'section', text: { type: 'plain_text', text: '<img src=x onerror=alert(1)> *as it is*' } }],
  });
  const html = await open();
  expect(html).toContain('Look &lt;script&gt;alert(1)&lt;/script&gt; &lt;b&gt; here @@modals@@');
  expect(html).toContain('&lt;img src=x onerror=alert(1)&gt; *as it is*');
  expect(html).not.toMatch(/<script>|<img|href="javascript/);
});

test('mentions are names, dates are in the zone of the reader, and emoji are characters', async () => {
  const clock = manualClock();
  const { open, slack } = await visitPage({ clock, slack: await startTeam({ clock }) });
  slack.addUserGroup({ id: 'S0SRE00001', handle: 'sre', users: [BEN] });
  const seconds = clock.now() / 1000;
  const text = `:x: <@${ANA}> <!subteam^S0SRE00001> <#${GENERAL}> <!date^${seconds}^{date_short_pretty} {time}|UTC> \`a *b* :x:\``;
  await clientOf(slack).chat.postMessage({ channel: GENERAL, text });
  const html = await open(`?person=${ANA}&zone=America/New_York`);
  expect(html).toMatch(/❌ <span class="mention mention-of-you">@Ana<\/span>/);
  expect(html).toMatch(/@sre<\/span> <span class="mention">#general<\/span>/);
  expect(html).toMatch(/>today 10:00 AM<\/time>/);
  expect(html).toMatch(/<code>a \*b\* :x:<\/code>/);
  expect(await open(`?person=${BEN}&zone=America/New_York`)).toMatch(/>today 4:00 AM<\/time>/);
  expect(await open(`?person=${BEN}&zone=Nowhere/At_All`)).toMatch(/>today 9:00 AM<\/time>/);
});

test('a message comes over the stream when it is posted, and its replies when its thread is open', async () => {
  const { slack, watches } = await visitPage();
  const client = clientOf(slack);
  const watching = await watches(`?person=${BEN}`);
  await watching.until('messages', /Nothing was written here yet/);
  const { ts } = await client.chat.postMessage({
    channel: GENERAL,
    text: 'Awaiting approval',
    blocks: [section('*Awaiting approval*'), buttons(button('Approve', { value: 'r-1', style: 'primary' }))],
  });
  const shown = await watching.until('messages', /Awaiting approval/);
  expect(shown).toMatch(new RegExp(`data-ts="${ts}"`));
  expect(shown).toMatch(/<button class="button primary" data-press="approve" data-block="\w+" data-value="r-1"/);
  expect(watching.came.at(-1)).toEqual(['messages']);
  const inThread = await watches(`?person=${BEN}&thread=${ts}`);
  await inThread.until('thread', /Awaiting approval/);
  await client.chat.postMessage({ channel: GENERAL, thread_ts: ts ?? '', text: 'Planned.' });
  expect(await inThread.until('thread', /Planned\./)).not.toMatch(/data-open-thread/);
  await watching.until('messages', /data-open-thread="[\d.]+">1 reply</);
});

test('an ephemeral is marked, seen by its person alone, and gone once it is dismissed', async () => {
  const { slack, watches, does } = await visitPage();
  const asAna = await watches(`?person=${ANA}`);
  const asBen = await watches(`?person=${BEN}`);
  await clientOf(slack).chat.postEphemeral({ channel: GENERAL, user: ANA, text: 'Run cleanup in prod?' });
  slack.writes(BEN, GENERAL, 'Hello');
  const shown = await asAna.until('messages', /Only visible to you.*Run cleanup in prod\?.*Hello/s);
  expect(await asBen.until('messages', /Hello/)).not.toMatch(/Run cleanup/);
  const ts = /data-ts="([\d.]+)"[^>]* data-ephemeral="true"/.exec(shown)?.[1];
  expect(await does({ do: 'dismiss', person: ANA, ts })).toBeUndefined();
  await asAna.until('messages', /^(?!.*Run cleanup)/s);
});

test('the pane of HCP Terraform follows a run, with its status, variables, times and log', async () => {
  const { terraform, watches } = await visitPage();
  const watching = await watches();
  const id = terraform.startOtherRun('acme-prod', { by: 'dora', message: 'Merge of <main>' });
  const shown = await watching.until('workspace', new RegExp(`data-run="${id}" data-status="pending"`));
  expect(shown).toMatch(/Merge of &lt;main&gt;/);
  terraform.advanceTo(id, 'planned');
  const planned = await watching.until('workspace', /data-status="planned"/);
  expect(planned).toMatch(/Locked by run-.*Queue.*Created by.*dora.*Timeline.*planning.*Plan log/s);
  expect(planned).toMatch(/data-decide="confirm"/);
});

test('blocks with structured text, and those that hold other blocks, are drawn too', async () => {
  const { open, slack } = await visitPage();
  const text = { type: 'text' as const, text: 'A *line* ' };
  await clientOf(slack).chat.postMessage({
    channel: GENERAL,
    text: 'x',
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: 'Requests' } },
      {
        type: 'rich_text',
        elements: [
          { type: 'rich_text_section', elements: [text, { type: 'user', user_id: ANA }] },
          { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'say style="x" twice' }] },
        ],
      },
      section('```\n# stays\n1 * 2 <https://a.example|b>\n```\n&gt; quoted'),
    ],
  });
  const html = await open();
  expect(html).toMatch(/role="heading"[^>]*>Requests</);
  expect(html).toMatch(/A \*line\* /);
  expect(html).toMatch(/@Ana/);
  expect(html).toMatch(/<pre class="code-block"># stays\n1 \* 2 <a href="https:\/\/a\.example"[^>]*>b<\/a><\/pre>/);
  expect(html).toMatch(/<blockquote>quoted<\/blockquote>/);
  expect(html).toMatch(/<pre[^>]*>.*say style=&quot;x&quot; twice/s);
  expect(html, 'the content security policy blocks inline styles').not.toMatch(/ style="/);
});

test('its script can be read by a browser, and everything it needs comes from itself', async () => {
  const { page, open } = await visitPage();
  const html = await open();
  const needed = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address);
  expect(needed.filter((address) => !address.startsWith('/') && address !== 'data:,')).toEqual([]);
  for (const address of needed.filter((one) => one.startsWith('/'))) {
    expect((await fetch(`${page.url}${address}`)).status, address).toBe(200);
  }
  const script = await (await fetch(`${page.url}/page.js`)).text();
  expect(() => new Script(script)).not.toThrow();
});
