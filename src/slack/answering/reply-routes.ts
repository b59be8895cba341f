import { type ActionRequest, askedIn } from '../../domain/request.ts';
import type { Clock } from '../../flows/ports/clock.ts';
import type { Message } from '../views/message.ts';
import { type PrivateWay, type TellDeps, tellPrivately } from './tell-privately.ts';

/** A response_url is a secret, so it is kept in memory alone, and no longer than it works (milliseconds). */
const KEPT_FOR = 5 * 60_000;

export interface Ways {
  remember(requestId: string, way: PrivateWay): void;
  /** Tells the requester privately, by the way they pressed Run it. */
  tell(request: ActionRequest, message: Message): Promise<void>;
}

/** How to reach the one who pressed Run it, should their request not be postable after all. */
export function rememberWays(clock: Clock, deps: TellDeps): Ways {
  const ways = new Map<string, { readonly way: PrivateWay; readonly at: number }>();
  const forgetOld = (): void => {
    for (const [id, { at }] of ways) if (clock.now() - at > KEPT_FOR) ways.delete(id);
  };
  return {
    remember(requestId, way) {
      forgetOld();
      ways.set(requestId, { way, at: clock.now() });
    },
    async tell(request, message) {
      const remembered = ways.get(request.id)?.way;
      await tellPrivately(
        deps,
        remembered ?? { person: request.requester, channel: askedIn(request), responseUrl: undefined },
        message,
      );
    },
  };
}
