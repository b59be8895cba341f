import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { startDemo } from '../../src/cli/start-demo.ts';
import type { DatabasePlace } from '../../src/store/database.ts';
import { chromiumOrLeaveOut, launchChromium } from '../chromium.ts';
import { createTestDatabase } from '../postgres.ts';

const COMMAND = '/tf-action cleanup prod older_than_days=7';
const WIDE = { width: 1_280, height: 860 };
const NARROW = { width: 390, height: 844 };

/** Closed in reverse order of opening. */
const closing: (() => Promise<unknown>)[] = [];
let browser: Browser;
let url: string;

/** The program as started by `npm run demo`, except for its database. */
async function openDemo(program: string): Promise<void> {
  const demo = await startDemo(await openDatabase());
  closing.unshift(demo.close);
  url = await demo.openPage(0);
  browser = await launchChromium(program);
  closing.unshift(() => browser.close());
}

async function openDatabase(): Promise<DatabasePlace> {
  const server = inject('postgres');
  if (server === undefined) return { memory: { template: inject('databaseTemplate') } };
  const database = await createTestDatabase(server, inject('postgresTemplate'));
  closing.push(database.drop);
  return { databaseUrl: database.url };
}

/** A new visit with this window size. Its script must not cause an error. */
async function visit(viewport: { readonly width: number; readonly height: number }, query = ''): Promise<Visit> {
  const page = await browser.newPage({ viewport, reducedMotion: 'reduce' });
  page.setDefaultTimeout(WAIT_AT_MOST);
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('console', (line) => line.type() === 'error' && faults.push(line.text()));
  await page.goto(`${url}/${query}`);
  const pane = (name: string): Locator => page.locator(`[data-pane=${name}]`);
  const composer = page.getByRole('textbox', { name: 'Message or /command' });
  return {
    ...{ page, faults },
    channel: pane('channel').getByRole('article'),
    thread: pane('thread').getByRole('article'),
    run: pane('hcp-terraform').locator('[data-run]'),
    is: (name) => page.getByRole('button', { name }).and(page.locator('[data-person]')).click(),
    types: async (text) => {
      await composer.fill(text);
      await composer.press('Enter');
    },
    message: (text) => pane('channel').getByRole('article').filter({ hasText: text }).last(),
  };
}

/** Real time (milliseconds). */
const WAIT_AT_MOST = 15_000;
/** Runs take some seconds at the demo's pace, and longer on a busy machine (milliseconds). */
const STORY_AT_MOST = 60_000;

interface Visit {
  readonly page: Page;
  readonly faults: readonly string[];
  readonly channel: Locator;
  readonly thread: Locator;
  readonly run: Locator;
  is(name: string): Promise<void>;
  types(text: string): Promise<void>;
  /** The newest matching message in the channel. */
  message(text: string | RegExp): Locator;
}

const press = (where: Locator, label: string): Promise<void> =>
  where.getByRole('button', { name: label, exact: true }).click();

/** Asks as Ana. Returns the confirmation that only she sees. */
async function ask({ types, message }: Visit): Promise<Locator> {
  await types(COMMAND);
  const confirmation = message('Run cleanup in prod?');
  await confirmation.waitFor();
  return confirmation;
}

const widthOf = (page: Page): Promise<number> => page.evaluate('document.documentElement.scrollWidth');

const program = chromiumOrLeaveOut(process.env);

if (typeof program === 'object') {
  test('the page in a browser', () => expect.unreachable(program.leftOut));
} else if (program !== undefined) {
  beforeAll(() => openDemo(program));
  afterAll(async () => {
    for (const close of closing) await close();
  });

  test(
    'ana asks, ben approves in the dialog of Slack, and both watch the run until the verdict',
    async () => {
      const shown = await visit(WIDE);
      const { page, channel, thread, run } = shown;
      const confirmation = await ask(shown);
      expect(await confirmation.textContent()).toMatch(/Only visible to you.*older_than_days = 7/s);
      await shown.is('Ben');
      await page.getByText(/Start here: send/).waitFor();
      expect(await channel.count()).toBe(0);

      await shown.is('Ana');
      await press(shown.message('Run cleanup in prod?'), 'Run it');
      await shown.message(/Awaiting approval: cleanup in prod/).waitFor();
      await shown.is('Ben');
      await page.locator('[data-person][aria-pressed=true]', { hasText: 'Ben' }).waitFor();
      await press(shown.message('Awaiting approval'), 'Approve');
      const dialog = page.getByRole('alertdialog', { name: 'Approve: cleanup in prod?' });
      expect(await dialog.textContent()).toMatch(/asked by ana, on workspace acme-prod\.\s*older_than_days = 7/i);
      await press(dialog, 'Approve');

      await page
        .locator('[data-open-thread]', { hasText: /repl(?:y|ies)$/ })
        .last()
        .click();
      await thread.filter({ hasText: '@Ben approved it' }).waitFor();
      await run.and(page.locator('[data-status=applying]')).waitFor();
      await run.and(page.locator('[data-status=applied]')).waitFor();
      const verdict = thread.filter({ hasText: /Succeeded: cleanup in prod, for @Ana/ });
      await verdict.waitFor();
      expect(await verdict.textContent()).toMatch(/The action succeeded \(1 invocation\)/);
      await shown.message(/Succeeded: cleanup in prod/).waitFor();
      expect(await run.count()).toBe(1);
      expect(await run.textContent()).toMatch(/Timeline.*planning.*applied/s);
      expect(await shown.message('Succeeded').locator('[data-press]').count()).toBe(0);
      expect(shown.faults).toEqual([]);
      await page.close();
    },
    STORY_AT_MOST,
  );

  test('ben denies with a reason, and ana reads it', async () => {
    const shown = await visit(WIDE);
    const { page } = shown;
    await press(await ask(shown), 'Run it');
    await shown.message('Awaiting approval').waitFor();
    await shown.is('Ben');
    await page.locator('[data-person][aria-pressed=true]', { hasText: 'Ben' }).waitFor();
    await press(shown.message('Awaiting approval'), 'Deny');
    const modal = page.getByRole('dialog', { name: 'Deny this request?' });
    await modal.getByLabel('Reason').fill('The backup is still running.');
    await press(modal, 'Deny');
    await modal.waitFor({ state: 'detached' });
    await shown.is('Ana');
    const denied = shown.message(/Denied: cleanup in prod/);
    await denied.waitFor();
    expect(await denied.textContent()).toMatch(/Denied by @Ben: The backup is still running\./);
    await denied.locator('[data-open-thread]').click();
    await shown.thread
      .filter({ hasText: /Denied: cleanup in prod, for @Ana.*The backup is still running\./s })
      .waitFor();
    expect(shown.faults).toEqual([]);
    await page.close();
  });

  test('on a telephone nothing has to be scrolled sideways, and one pane stands behind each tab', async () => {
    const shown = await visit(NARROW);
    const { page } = shown;
    const confirmation = await ask(shown);
    expect(await widthOf(page)).toBe(NARROW.width);
    const tab = (name: string): Locator =>
      page.getByRole('navigation', { name: 'Panes' }).getByRole('button', { name });
    const pane = (name: string): Locator => page.locator(`[data-pane=${name}]`);
    expect(await tab('Thread').isDisabled()).toBe(true);
    await tab('HCP Terraform').click();
    await pane('hcp-terraform').waitFor();
    expect(await pane('channel').isVisible()).toBe(false);
    expect(await widthOf(page)).toBe(NARROW.width);

    await tab('Channel').click();
    await press(confirmation, 'Run it');
    const request = shown.message('Awaiting approval');
    await request.waitFor();
    await request.hover();
    await request.locator('[data-open-thread]').click();
    await pane('thread').waitFor();
    expect(await pane('channel').isVisible()).toBe(false);
    expect(await tab('Thread').getAttribute('aria-current')).toBe('true');
    expect(await widthOf(page)).toBe(NARROW.width);
    await tab('Channel').click();
    await press(request, 'Withdraw');
    await shown.message(/Withdrawn: cleanup in prod/).waitFor();
    expect(shown.faults).toEqual([]);
    await page.close();
  });
}
