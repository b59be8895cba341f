import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** The browser in `CHROMIUM_PATH`, otherwise the first on `PATH`. `undefined` if there is none. */
export function findChromium(environment: NodeJS.ProcessEnv): string | undefined {
  if (environment.CHROMIUM_PATH) return environment.CHROMIUM_PATH;
  const folders = (environment.PATH ?? '').split(delimiter).filter(Boolean);
  return ['chromium', 'chromium-browser', 'google-chrome']
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find(isProgram);
}

/**
 * The browser for tests. If there is none, prints a line and returns `undefined`. If `TF_ACTION_TEST_ALL` is 1, nothing
 * may be left out: then it returns the line, with which the caller's test must fail.
 */
export function chromiumOrLeaveOut(environment: NodeJS.ProcessEnv): string | { readonly leftOut: string } | undefined {
  const program = findChromium(environment);
  if (program !== undefined) return program;
  const leftOut = 'left out: the page in a browser (no Chromium found)';
  if (environment.TF_ACTION_TEST_ALL === '1')
    return { leftOut: `${leftOut}, and TF_ACTION_TEST_ALL=1 leaves out nothing` };
  process.stdout.write(`${leftOut}\n`);
  return undefined;
}

/** Without a browser sandbox, which does not work as root, and without calls home. */
export const launchChromium = (program: string): Promise<Browser> =>
  chromium.launch({
    executablePath: program,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
