import { type JsonObject, own, stringOf } from '../json.ts';
import { meetFaults, type Outcome, type Reply, tooMany } from '../outcome.ts';
import { ApiRefusal } from '../refusal.ts';
import type { World } from '../world.ts';
import { readArguments } from './arguments.ts';
import { isGranted, type Method } from './method.ts';

export interface WebApiRequest {
  readonly method: string;
  readonly contentType: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** Handles a call to the Web API. */
export function callMethod(world: World, methods: Readonly<Record<string, Method>>, request: WebApiRequest): Outcome {
  const read = tryRead(request);
  const { token: tokenInBody, ...args } = read.args;
  const call = { method: request.method, args, channel: stringOf(args.channel) };
  const token = bearer(request.authorization) ?? stringOf(tokenInBody);
  return meetFaults(world, call, () => {
    try {
      if (read.refusal !== undefined) throw read.refusal;
      return answer(world, own(methods, request.method), { ...call, token });
    } catch (failure) {
      if (failure instanceof ApiRefusal) return { status: 200, body: failure.body };
      throw failure;
    }
  });
}

interface Asked {
  readonly method: string;
  readonly args: JsonObject;
  readonly channel: string | undefined;
  readonly token: string | undefined;
}

function answer(world: World, method: Method | undefined, asked: Asked): Reply {
  if (method === undefined) throw new ApiRefusal('unknown_method', { req_method: asked.method });
  checkToken(world, method, asked.token);
  const seconds = world.rateLimiter.refuse(asked.method, asked.channel);
  if (seconds !== undefined) return tooMany(seconds).reply;
  checkScope(world, method, asked.args);
  const warnings: string[] = [];
  const warn = (message: string) => {
    warnings.push(message);
    world.log.warn({ at: world.clock.now(), method: asked.method, message });
  };
  for (const name of Object.keys(asked.args)) {
    if (!method.known.includes(name)) warn(`${asked.method} knows no argument ${name}`);
  }
  const body = method.run({ world, args: asked.args, warn });
  const granted = world.installation.scopes;
  return {
    status: 200,
    body: { ok: true, ...body },
    ...(granted === undefined ? {} : { headers: { 'x-oauth-scopes': [...granted].join(',') } }),
  };
}

function checkToken(world: World, method: Method, token: string | undefined): void {
  if (token === undefined || token === '') throw new ApiRefusal('not_authed');
  const { tokens } = world.installation;
  if (tokens.revoked.has(token)) throw new ApiRefusal('token_revoked');
  if (token !== tokens.bot && token !== tokens.app) throw new ApiRefusal('invalid_auth');
  if (token !== tokens[method.token]) throw new ApiRefusal('not_allowed_token_type');
}

function checkScope(world: World, method: Method, args: JsonObject): void {
  const needed = typeof method.scope === 'function' ? method.scope(args, world) : method.scope;
  if (needed === undefined || isGranted(world, needed)) return;
  const provided = [...(world.installation.scopes ?? [])].join(',');
  throw new ApiRefusal('missing_scope', { needed, provided });
}

function bearer(authorization: string | undefined): string | undefined {
  return authorization?.match(/^Bearer\s+(\S+)$/i)?.[1];
}

/** An unreadable body is an ordinary refusal: the call is logged, and faults apply first. */
function tryRead(request: WebApiRequest): { readonly args: JsonObject; readonly refusal?: ApiRefusal } {
  try {
    return { args: readArguments(request.contentType, request.body) };
  } catch (failure) {
    if (failure instanceof ApiRefusal) return { args: {}, refusal: failure };
    throw failure;
  }
}
