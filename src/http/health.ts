import type { RequestListener } from 'node:http';

/** What has to be true before people can use the bot; each by its name. */
export type Readiness = () => Readonly<Record<string, boolean>>;

/** The process is alive. It says nothing else, neither a version nor a name. */
export const healthz: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-type': 'text/plain' }).end('ok\n');
};

/** 200 where everything holds, else 503, with each by its name. */
export const readyz =
  (readiness: Readiness): RequestListener =>
  (_request, response) => {
    const checks = readiness();
    const ready = Object.values(checks).every(Boolean);
    response
      .writeHead(ready ? 200 : 503, { 'content-type': 'application/json' })
      .end(`${JSON.stringify({ ready, checks })}\n`);
  };
