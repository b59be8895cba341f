import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FakeTerraform } from './fake-terraform.ts';

export interface FakeServer {
  /** The value for `TFE_ADDRESS`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the bench's HCP Terraform on loopback in real time. */
export async function serveFake(fake: FakeTerraform): Promise<FakeServer> {
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    const { pathname, searchParams } = new URL(`http://fake${incoming.url ?? '/'}`);
    const { status, body } = fake.answer({
      method: incoming.method ?? 'GET',
      path: pathname.replace(/^\/api\/v2/, ''),
      query: searchParams,
      body: text === '' ? undefined : JSON.parse(text),
    });
    response.writeHead(status, { 'content-type': 'application/vnd.api+json' });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
