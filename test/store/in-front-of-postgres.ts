import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { onTestFinished } from 'vitest';

/**
 * The code with which a client's first message asks for TLS:
 * https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
const SSL_REQUEST = 80_877_103;

/** Accepts connections on a free loopback port until the test ends. */
async function listen(take: (client: Socket) => void): Promise<number> {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    open.add(client);
    client.on('error', () => client.destroy());
    take(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const client of open) client.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** Speaks TLS for the PostgreSQL server at `socketPath`, like one with `ssl = on`. Returns the port. */
export const startTlsFront = (
  socketPath: string,
  { key, certificate: cert }: { readonly key: string; readonly certificate: string },
): Promise<number> =>
  listen((client) =>
    client.once('data', (first) => {
      if (first.readInt32BE(4) !== SSL_REQUEST) return client.destroy();
      client.write('S');
      const inner = new TLSSocket(client, { isServer: true, key, cert });
      inner.on('error', () => client.destroy());
      const server = connect(socketPath);
      server.on('error', () => client.destroy());
      inner.pipe(server).pipe(inner);
    }),
  );

/** Refuses all startup parameters that PgBouncer does not know, with its words. Returns the port. */
export const startPooler = (known: readonly string[]): Promise<number> =>
  listen((client) =>
    client.once('data', (first) => {
      const words = first.subarray(8).toString('latin1').split('\0');
      const names = words.filter((word, index) => index % 2 === 0 && word !== '');
      const refused = names.find((name) => !known.includes(name));
      client.end(errorMessage({ S: 'FATAL', C: '08P01', M: `unsupported startup parameter: ${refused}` }));
    }),
  );

function errorMessage(fields: Readonly<Record<string, string>>): Buffer {
  const body = Buffer.from(
    `${Object.entries(fields)
      .map(([name, value]) => `${name}${value}\0`)
      .join('')}\0`,
  );
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
