import type { RequestListener } from 'node:http';

/** What has to be true before people can use the bot; each by its name. */
export type Readiness = () => Readonly<Record<string, boolean>>;

/** What somebody should look at although people can use the bot; each by its name. */
export type Details = () => Readonly<Record<string, string>>;

/** The process is alive. It says nothing else, neither a version nor a name. */
export const healthz: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-type': 'text/plain' }).end('ok\n');
};

/** 200 where everything holds, else 503, with each by its name; details change nothing about that. */
export const readyz =
  (readiness: Readiness, details: Details = () => ({})): RequestListener =>
  (_request, response) => {
    const checks = readiness();
    const ready = Object.values(checks).every(Boolean);
    response
      .writeHead(ready ? 200 : 503, { 'content-type': 'application/json' })
      .end(`${JSON.stringify({ ready, checks, ...sayDetails(details()) })}\n`);
  };

const sayDetails = (details: Readonly<Record<string, string>>) =>
  Object.keys(details).length === 0 ? {} : { details };
