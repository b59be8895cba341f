import type { ServerResponse } from 'node:http';
import type { PageOptions } from './options.ts';
import { drawRegions, type PageState, type Regions } from './regions.ts';
import { readScreen } from './screen.ts';

/** How long to collect changes before drawing, since they come in bursts (milliseconds). */
const DRAWN_TOGETHER = 30;

/** Pushes changed regions to all connected browsers. */
export interface Pushing {
  /** Sends every region now, and each changed one until the browser disconnects. */
  open(response: ServerResponse, query: URLSearchParams): void;
  /** Reports a change outside the two sandboxes. */
  changed(): void;
  close(): void;
}

export function startPushing(options: PageOptions, state: PageState): Pushing {
  const browsers = new Map<ServerResponse, { readonly query: URLSearchParams; sent: Partial<Regions> }>();
  let waiting: NodeJS.Timeout | undefined;

  const draw = () => {
    waiting = undefined;
    for (const [response, browser] of browsers) {
      try {
        const regions = drawRegions(readScreen(browser.query, options), options, state);
        const changes = changedRegions(browser.sent, regions);
        browser.sent = regions;
        if (Object.keys(changes).length > 0) response.write(`data: ${JSON.stringify(changes)}\n\n`);
      } catch (failure) {
        response.write(`event: trouble\ndata: ${JSON.stringify(`This could not be drawn. ${String(failure)}`)}\n\n`);
      }
    }
  };
  const changed = () => {
    if (browsers.size > 0) waiting ??= setTimeout(draw, DRAWN_TOGETHER);
  };
  const unsubscribe = [
    options.terraform.subscribe(changed),
    options.slack.subscribe((change) => {
      if (change === 'person' || change === 'channel') state.drawn.forget();
      if (change !== 'call' && change !== 'delivery' && change !== 'connection') changed();
    }),
  ];
  return {
    open(response, query) {
      browsers.set(response, { query, sent: {} });
      response.on('close', () => browsers.delete(response));
      changed();
    },
    changed,
    close() {
      for (const end of unsubscribe) end();
      clearTimeout(waiting);
      for (const response of browsers.keys()) response.end();
      browsers.clear();
    },
  };
}

function changedRegions(before: Partial<Regions>, now: Regions): Partial<Regions> {
  return Object.fromEntries(
    Object.entries(now).filter(([name, html]) => !Object.entries(before).some(([n, h]) => n === name && h === html)),
  );
}
