/**
 * Plays the story on the page of the sandbox and takes the picture for the README: `npm run build && npx tsx docs/take-pictures.ts`.
 * With a folder as its argument it takes the whole page there as well, at both widths, in the middle and at the end.
 */
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Page } from 'playwright-core';
import { findChromium, launchChromium } from '../test/chromium.ts';

const ROOT = resolve(import.meta.dirname, '..');
const [folder] = process.argv.slice(2);

async function startDemo(): Promise<{ readonly url: string; readonly stop: () => void }> {
  const demo = spawn('node', [join(ROOT, 'dist', 'cli', 'tf-action.js'), 'sandbox'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: demo.stdout })) {
    const url = /^Ready: (\S+)$/.exec(line)?.[1];
    if (url !== undefined) return { url, stop: () => void demo.kill() };
  }
  throw new Error('The demo ended before it was ready. Is it built?');
}

async function take(page: Page, name: string): Promise<void> {
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** The same page on a narrow screen, one picture a tab. */
async function takeNarrow(page: Page, name: string): Promise<void> {
  if (folder === undefined) return;
  const before = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  for (const tab of ['Thread', 'HCP Terraform', 'Channel']) {
    const button = page.locator('.tabs').getByRole('button', { name: tab });
    if (await button.isDisabled()) continue;
    await button.click();
    await take(page, `${name}-390-${tab.toLowerCase().replace(' ', '-')}`);
  }
  if (before !== null) await page.setViewportSize(before);
}

/** Light and without motion, so that the picture is the same wherever it is made. */
async function takePictures(url: string, program: string): Promise<void> {
  const browser = await launchChromium(program);
  try {
    const page = await browser.newPage({
      viewport: { width: 1280, height: 860 },
      deviceScaleFactor: 1.5,
      colorScheme: 'light',
      reducedMotion: 'reduce',
      timezoneId: 'UTC',
    });
    await page.goto(url);
    await take(page, 'start');
    await page.getByLabel('Message or /command').fill('/tf-action cleanup prod older_than_days=7');
    await page.getByLabel('Message or /command').press('Enter');
    const runIt = page.getByRole('button', { name: 'Run it' });
    await runIt.waitFor();
    await take(page, 'confirmation');
    await takeNarrow(page, 'confirmation');
    await runIt.click();
    await page.locator('[data-person]', { hasText: 'Ben' }).click();
    const approve = page.locator('[data-pane=channel]').getByRole('button', { name: 'Approve' });
    await approve.waitFor();
    await take(page, 'waiting');
    await takeNarrow(page, 'waiting');
    await approve.click();
    await take(page, 'dialog');
    await page.locator('#confirm').getByRole('button', { name: 'Approve' }).click();
    await page.locator('[data-open-thread]:not(.no-replies)').click();
    await page.locator('[data-pane=thread]').getByText('The run was created').waitFor();
    await take(page, 'running');
    await takeNarrow(page, 'running');
    await page.locator('[data-run][data-status=applied]').waitFor({ state: 'attached' });
    const thread = page.locator('[data-region=thread]');
    await thread.getByText('The action succeeded').last().waitFor();
    await page.locator('[data-region=messages]').getByText('Succeeded').first().waitFor();
    await take(page, 'end');
    await takeNarrow(page, 'end');
    await takeThread(page);
  } finally {
    await browser.close();
  }
}

/** The request message and its thread alone: the tab of a narrow screen, cut where the last reply ends. */
async function takeThread(page: Page): Promise<void> {
  await page.setViewportSize({ width: 700, height: 1_200 });
  await page.locator('.tabs').getByRole('button', { name: 'Thread' }).click();
  await page.mouse.move(0, 0);
  const top = await page.locator('[data-region=thread]').boundingBox();
  const last = await page.locator('[data-region=thread] > article').last().boundingBox();
  if (top === null || last === null) throw new Error('The thread is not shown.');
  // The line above the messages is the header's.
  const clip = { x: 0, y: top.y + 1, width: top.width, height: last.y + last.height + 8 - top.y - 1 };
  await page.screenshot({ path: join(ROOT, 'docs', 'thread.png'), clip });
}

const program = findChromium(process.env);
if (program === undefined) throw new Error('No Chromium was found; name one in CHROMIUM_PATH.');
const demo = await startDemo();
try {
  await takePictures(demo.url, program);
} finally {
  demo.stop();
}
