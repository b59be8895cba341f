import type { AnswerCall } from '../flows/ports/incoming-call.ts';

/** What has to be true before people can use the bot; each by its name. */
export type Readiness = () => Readonly<Record<string, boolean>>;

/** What somebody should look at although people can use the bot; each by its name. */
export type Details = () => Readonly<Record<string, string>>;

/** The process is alive. It says nothing else, neither a version nor a name. */
export const healthz: AnswerCall = () => ({ status: 200, body: 'ok\n' });

/** 200 where everything holds, else 503, with each by its name; details change nothing about that. */
export const readyz =
  (readiness: Readiness, details: Details = () => ({})): AnswerCall =>
  () => {
    const checks = readiness();
    const ready = Object.values(checks).every(Boolean);
    return {
      status: ready ? 200 : 503,
      headers: { 'content-type': 'application/json' },
      body: `${JSON.stringify({ ready, checks, ...sayDetails(details()) })}\n`,
    };
  };

const sayDetails = (details: Readonly<Record<string, string>>) =>
  Object.keys(details).length === 0 ? {} : { details };
