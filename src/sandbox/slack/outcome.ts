import type { Fault } from './faults.ts';
import type { JsonObject } from './json.ts';
import type { World } from './world.ts';

export interface Reply {
  readonly status: number;
  readonly body: JsonObject;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the caller gets: an answer, a broken connection, or nothing. */
export type Outcome =
  | { readonly kind: 'answered'; readonly reply: Reply; readonly after: number }
  | { readonly kind: 'broken' }
  | { readonly kind: 'silent' };

/** Performs a call, unless Slack is down or a fault prevents it, and logs it. */
export function meetFaults(
  world: World,
  call: { readonly method: string; readonly args: JsonObject; readonly channel: string | undefined },
  perform: () => Reply,
): Outcome {
  const at = world.serverClock.now();
  const write = (status: number, answer: JsonObject | undefined, replyLost = false) =>
    world.log.record({ method: call.method, arguments: call.args, at, status, answer, replyLost });
  if (world.faults.isDown) {
    write(0, undefined);
    return { kind: 'broken' };
  }
  const fault = world.faults.take(call.method, call.channel);
  const instead = fault === undefined ? undefined : withoutDoing(fault);
  if (instead !== undefined) {
    if (instead.kind === 'answered') write(instead.reply.status, instead.reply.body);
    else write(0, undefined);
    return instead;
  }
  if (fault?.kind === 'arrives_late') {
    write(0, undefined, true);
    world.serverClock.setTimeout(() => void perform(), fault.milliseconds);
    return { kind: 'broken' };
  }
  const reply = perform();
  const isLost = fault?.kind === 'lost_reply';
  write(reply.status, reply.body, isLost);
  if (isLost) return { kind: 'broken' };
  return { kind: 'answered', reply, after: fault?.kind === 'slow' ? fault.milliseconds : 0 };
}

/** The result of a fault that prevents the call. `undefined` for a fault that does not. */
function withoutDoing(fault: Fault): Outcome | undefined {
  const answered = (status: number, body: JsonObject, headers = {}): Outcome => ({
    kind: 'answered',
    reply: { status, body, headers },
    after: 0,
  });
  switch (fault.kind) {
    case 'status':
      return answered(fault.status, { ok: false, error: 'internal_error' });
    case 'error':
      return answered(200, { ok: false, error: fault.error });
    case 'ratelimited':
      return tooMany(fault.retryAfter ?? 1);
    case 'refused':
      return { kind: 'broken' };
    case 'hang':
      return { kind: 'silent' };
    default:
      return undefined;
  }
}

/** 429, with the seconds to wait in `Retry-After`. */
export function tooMany(seconds: number): Outcome & { readonly kind: 'answered' } {
  const headers = { 'retry-after': String(seconds) };
  return { kind: 'answered', reply: { status: 429, body: { ok: false, error: 'ratelimited' }, headers }, after: 0 };
}
