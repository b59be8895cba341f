import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CHANNEL, TEAM } from './bench-team.ts';

export const SIGNING_SECRET = 'signing-secret-of-the-bench';
export const BOT_TOKEN = 'xoxb-bench-bot';

export interface FakeSlack {
  /** The value for `SLACK_API_URL`. */
  readonly url: string;
  /** The number of calls to a method, such as `chat.update`, or `response` for private answers. */
  readonly countOf: (method: string) => number;
  close(): Promise<void>;
}

/** A fast Slack with just enough to answer many people at once. Unlike the sandbox it checks nothing. */
export async function startFakeSlack(): Promise<FakeSlack> {
  const counts = new Map<string, number>();
  let posted = 0;
  const server = createServer((incoming, response) => {
    const method = incoming.url?.split('/').at(2)?.split('?')[0] ?? '';
    counts.set(method, (counts.get(method) ?? 0) + 1);
    void readBody(incoming).then((body) => {
      posted += 1;
      response.setHeader('content-type', 'application/json; charset=utf-8');
      response.end(JSON.stringify({ ok: true, ...answerTo(method, body, posted) }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/api/`,
    countOf: (method) => counts.get(method) ?? 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function answerTo(method: string, body: string, posted: number): object {
  switch (method) {
    case 'auth.test':
      return { team_id: TEAM, user_id: 'U0TFACTION', bot_id: 'B0TFACTION' };
    case 'users.info': {
      const id = new URLSearchParams(body).get('user') ?? '';
      return { user: { id, team_id: TEAM, name: id.toLowerCase(), profile: { display_name: id } } };
    }
    case 'usergroups.list':
      return { usergroups: [] };
    case 'conversations.info':
      return { channel: { id: CHANNEL, name: 'prod-ops', is_member: true, is_archived: false } };
    case 'chat.getPermalink':
      return { permalink: `https://acme.slack.com/archives/${CHANNEL}/p${posted}` };
    default:
      return { ts: `1764000000.${String(posted).padStart(6, '0')}`, messages: [] };
  }
}
