import { type ActionRequest, askedIn } from '../../domain/request.ts';
import type { Clock } from '../../flows/ports/clock.ts';
import type { Message } from '../views/message.ts';
import { type ReplyRoute, type TellDeps, tellPrivately } from './tell-privately.ts';

/** A response_url is a secret, so it is kept only in memory and only while it works (milliseconds). */
const KEPT_FOR = 5 * 60_000;

export interface ReplyRoutes {
  remember(requestId: string, route: ReplyRoute): void;
  /** Tells the requester privately, by the route of their click on Run it. */
  tell(request: ActionRequest, message: Message): Promise<void>;
}

/** Remembers how to reach the person who clicked Run it, in case their request cannot be posted. */
export function createReplyRoutes(clock: Clock, deps: TellDeps): ReplyRoutes {
  const routes = new Map<string, { readonly route: ReplyRoute; readonly at: number }>();
  const forgetOld = (): void => {
    for (const [id, { at }] of routes) if (clock.now() - at > KEPT_FOR) routes.delete(id);
  };
  return {
    remember(requestId, route) {
      forgetOld();
      routes.set(requestId, { route, at: clock.now() });
    },
    async tell(request, message) {
      const remembered = routes.get(request.id)?.route;
      await tellPrivately(
        deps,
        remembered ?? { person: request.requester, channel: askedIn(request), responseUrl: undefined },
        message,
      );
    },
  };
}
