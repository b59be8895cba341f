import type { AnswerCall } from '../flows/ports/incoming-call.ts';

/** The conditions for serving people, by name. */
export type Readiness = () => Readonly<Record<string, boolean>>;

/** Problems that somebody should look at although the bot works, by name. */
export type Details = () => Readonly<Record<string, string>>;

/** The process is alive. The answer reveals neither version nor name. */
export const healthz: AnswerCall = () => ({ status: 200, body: 'ok\n' });

/** 200 if all conditions hold, otherwise 503. The body lists each by name. Details do not affect the status. */
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
