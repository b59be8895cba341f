import { request } from 'node:http';
import { onTestFinished } from 'vitest';
import { manualClock } from '../../src/sandbox/clock.ts';
import type { PageOptions } from '../../src/sandbox/page/options.ts';
import { type Page, startPage } from '../../src/sandbox/page/server.ts';
import type { SlackSandbox } from '../../src/sandbox/slack/slack-sandbox.ts';
import { startTerraform, type TerraformSandbox } from '../../src/sandbox/terraform/server.ts';
import { startTeam } from './slack-team.ts';

export const CLEANUP = 'module.utils.action.aws_lambda_invoke.cleanup';

export interface Visited {
  readonly page: Page;
  readonly slack: SlackSandbox;
  readonly terraform: TerraformSandbox;
  /** What a browser gets at the address with this query. */
  open(query?: string): Promise<string>;
  /** Performs an action on the page. Returns the message for the person if it is refused. */
  does(deed: Readonly<Record<string, unknown>>): Promise<string | undefined>;
  /** The regions of this query, as they arrive over the stream. */
  watches(query?: string): Promise<Watching>;
}

interface Watching {
  /** The newest HTML of each region. */
  readonly regions: Readonly<Record<string, string>>;
  /** The names of the regions in each event. */
  readonly came: readonly (readonly string[])[];
  /** Reads until the region matches. */
  until(region: string, fits: RegExp): Promise<string>;
}

/** A page for both sandboxes with a workspace `acme-prod`. Closed after the test. */
export async function visitPage(options: Partial<PageOptions> = {}): Promise<Visited> {
  const slack = options.slack ?? (await startTeam());
  const terraform = await startTerraform({ clock: manualClock() });
  onTestFinished(() => terraform.close());
  terraform.addWorkspace({ name: 'acme-prod', actions: [{ address: CLEANUP }] });
  const page = await startPage({ slack, terraform, workspace: 'acme-prod', ...options });
  onTestFinished(() => page.close());
  return {
    ...{ page, slack, terraform },
    open: async (query = '') => (await fetch(`${page.url}/${query}`)).text(),
    does: async (deed) => {
      const response = await postDeed(page, JSON.stringify(deed));
      return response.ok ? undefined : response.text();
    },
    watches: (query = '') => watch(`${page.url}/events${query}`),
  };
}

/** Posts like the page itself, unless the headers differ. */
export function postDeed(page: Page, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  const own = { origin: page.url, 'content-type': 'application/json' };
  return fetch(`${page.url}/deeds`, { method: 'POST', headers: { ...own, ...headers }, body });
}

/** The status of a call under any host name, which fetch would not send. */
export function statusUnder(page: Page, host: string, method = 'GET'): Promise<number> {
  const { hostname, port } = new URL(page.url);
  return new Promise((resolve, reject) => {
    const call = request({ hostname, port, method, path: '/', headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    call.on('error', reject);
    call.end();
  });
}

async function watch(url: string): Promise<Watching> {
  const { body } = await fetch(url);
  if (body === null) throw new Error('The stream has no body.');
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  onTestFinished(() => reader.cancel());
  const regions: Record<string, string> = {};
  const came: string[][] = [];
  let rest = '';
  const readOn = async () => {
    const { value, done } = await reader.read();
    if (done) throw new Error(`The stream ended. Last came: ${JSON.stringify(regions)}`);
    const events = (rest + value).split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) {
      const changes: Record<string, string> = JSON.parse(event.replace(/^data: /, ''));
      came.push(Object.keys(changes));
      Object.assign(regions, changes);
    }
  };
  return {
    regions,
    came,
    until: async (region, fits) => {
      while (!fits.test(regions[region] ?? '')) await readOn();
      return regions[region] ?? '';
    },
  };
}
