import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { LIBRARY_STYLE } from './blocks/render-library-block.ts';
import { PAGE_SCRIPT } from './browser/script.ts';
import { deedSchema } from './deed.ts';
import { renderDocument } from './document.ts';
import { refuseCall, SAFE_HEADERS } from './guard.ts';
import { PAGE_STYLE } from './look/style.ts';
import { type PageOptions, workspacesOf } from './options.ts';
import { keepDrawnMessages } from './panes/render-messages.ts';
import { perform } from './perform.ts';
import { type Pushing, startPushing } from './push-regions.ts';
import { drawRegions, type PageState } from './regions.ts';
import { readScreen } from './screen.ts';

export interface Page {
  /** Without a trailing slash: `http://127.0.0.1:1234`. */
  readonly url: string;
  close(): Promise<void>;
}

/** The largest body, more than anybody types. Larger ones are answered with 413 (bytes). */
const LARGEST_BODY = 256 * 1024;

/**
 * Serves the page for both sandboxes. Rejects if the port is taken, the team has no people, or a workspace does not
 * exist.
 */
export async function startPage(options: PageOptions): Promise<Page> {
  const { host = '127.0.0.1', port = 0 } = options;
  readScreen(new URLSearchParams(), options);
  for (const workspace of workspacesOf(options)) options.terraform.snapshot(workspace);
  const state: PageState = { drawn: keepDrawnMessages(), dismissed: new Set(), outcomes: new Map() };
  const pushing = startPushing(options, state);
  const assets = { script: PAGE_SCRIPT, style: PAGE_STYLE, blocks: await readFile(LIBRARY_STYLE, 'utf8') };
  const server = createServer((request, response) => {
    answer({ options, state, pushing, assets }, request, response).catch((failure: unknown) => {
      if (response.headersSent) response.destroy();
      else send(response, 500, 'text/plain', failure instanceof Error ? failure.message : String(failure));
    });
  });
  const url = await new Promise<string>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(`http://${host}:${typeof address === 'object' ? (address?.port ?? port) : port}`);
    });
  });
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        pushing.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Parts {
  readonly options: PageOptions;
  readonly state: PageState;
  readonly pushing: Pushing;
  readonly assets: { readonly script: string; readonly style: string; readonly blocks: string };
}

async function answer(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const refusal = refuseCall(request);
  if (refusal !== undefined) return send(response, 403, 'text/plain', refusal);
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://page');
  switch (`${request.method} ${pathname}`) {
    case 'GET /':
      return send(response, 200, 'text/html', drawDocument(parts, searchParams));
    case 'GET /page.js':
      return send(response, 200, 'text/javascript', parts.assets.script);
    case 'GET /page.css':
      return send(response, 200, 'text/css', parts.assets.style);
    case 'GET /blocks.css':
      return send(response, 200, 'text/css', parts.assets.blocks);
    case 'GET /events':
      response.writeHead(200, { ...SAFE_HEADERS, 'content-type': 'text/event-stream' });
      return parts.pushing.open(response, searchParams);
    case 'POST /deeds':
      return takeDeed(parts, request, response);
    default:
      return send(response, 404, 'text/plain', 'There is nothing here. The page is at /.');
  }
}

function drawDocument({ options, state }: Parts, query: URLSearchParams): string {
  return renderDocument(options, drawRegions(readScreen(query, options), options, state));
}

/** 200 if it was done, 422 with a message for the person if it is not possible. */
async function takeDeed(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  if (body === undefined) return send(response, 413, 'text/plain', 'That is too long.');
  const deed = deedSchema.safeParse(parseJson(body));
  if (!deed.success) return send(response, 400, 'text/plain', `This is nothing one can do here: ${deed.error.message}`);
  try {
    await perform(deed.data, parts.options, parts.state);
    parts.pushing.changed();
    send(response, 200, 'application/json', '{}');
  } catch (failure) {
    send(response, 422, 'text/plain', failure instanceof Error ? failure.message : String(failure));
  }
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > LARGEST_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { ...SAFE_HEADERS, 'content-type': `${type}; charset=utf-8` });
  response.end(body);
}
