import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A proxy in front of PostgreSQL that can lose answers. */
export interface LosingProxy {
  /** The same database, through the proxy. */
  readonly url: string;
  /**
   * Lets the next transaction that contains all of these texts commit, and breaks the connection instead of answering.
   * `never told` also breaks questions about its outcome. Resolves once PostgreSQL has committed.
   */
  loseCommit(texts: string | readonly string[], fate?: 'told' | 'never told'): Promise<void>;
}

interface Losing {
  readonly texts: readonly string[];
  readonly isTold: boolean;
  readonly lost: () => void;
}

const COMMIT = 'commit\0';
const BEGIN = 'begin\0';

export async function startLosingProxy(databaseUrl: string): Promise<LosingProxy> {
  const losing: Losing[] = [];
  let isTold = true;
  const sockets = new Set<Socket>();

  const server = createServer((client) => {
    const database = connect(addressOf(databaseUrl));
    let sent = '';
    let loses: Losing | undefined;
    const end = (): void => {
      client.destroy();
      database.destroy();
      sockets.delete(client);
    };
    sockets.add(client);
    for (const socket of [client, database]) socket.on('error', end).on('close', end);
    client.on('data', (chunk: Buffer) => {
      sent += chunk.toString('latin1');
      const isCommit = sent.endsWith(COMMIT);
      if (isCommit) {
        const transaction = sent.slice(sent.lastIndexOf(BEGIN));
        const index = losing.findIndex(({ texts }) => texts.every((text) => transaction.includes(text)));
        [loses] = index === -1 ? [] : losing.splice(index, 1);
        sent = '';
      }
      if (!isTold && sent.includes('pg_xact_status')) end();
      else database.write(chunk);
    });
    database.on('data', (chunk: Buffer) => {
      if (loses === undefined) return void client.write(chunk);
      isTold = loses.isTold;
      end();
      loses.lost();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    url: throughPort(databaseUrl, Object(server.address()).port),
    loseCommit: (texts, fate = 'told') =>
      new Promise((lost) => {
        losing.push({ texts: [texts].flat(), isTold: fate === 'told', lost });
      }),
  };
}

/** The host of a server that listens only on a socket is the socket's folder. */
function addressOf(databaseUrl: string): { readonly path: string } | { readonly host: string; readonly port: number } {
  const url = new URL(databaseUrl);
  const folder = url.searchParams.get('host');
  const port = Number(url.port || 5432);
  return folder === null ? { host: url.hostname, port } : { path: `${folder}/.s.PGSQL.${port}` };
}

function throughPort(databaseUrl: string, port: number): string {
  const url = new URL(databaseUrl);
  url.searchParams.delete('host');
  url.host = `127.0.0.1:${port}`;
  return url.href;
}
