import type { SandboxClock } from '../clock.ts';
import type { Identifiers } from './identifiers.ts';

/** Slack's rule: a response_url can be used five times within half an hour (milliseconds). */
const RESPONSE_URL_USES = 5;
export const RESPONSE_URL_LIFETIME = 30 * 60_000;

/** What the response belongs to. */
export interface ResponseTarget {
  readonly person: string;
  readonly channel: string;
  /** The message whose button was pressed. `undefined` for a command. */
  readonly message:
    | { readonly ts: string; readonly isEphemeral: boolean; readonly threadTs: string | undefined }
    | undefined;
}

export interface ResponseUrls {
  /** The path of a new address, `/commands/…` or `/actions/…`. */
  issue(target: ResponseTarget): string;
  /** Uses the address once. */
  use(path: string): ResponseTarget | 'used_url' | 'expired_url' | undefined;
}

export function createResponseUrls(clock: SandboxClock, identifiers: Identifiers, teamId: string): ResponseUrls {
  const issued = new Map<string, { readonly target: ResponseTarget; readonly at: number; uses: number }>();
  return {
    issue(target) {
      const kind = target.message === undefined ? 'commands' : 'actions';
      const path = `/${kind}/${teamId}/${issued.size + 1}/${identifiers.secret()}`;
      issued.set(path, { target, at: clock.now(), uses: 0 });
      return path;
    },
    use(path) {
      const known = issued.get(path);
      if (known === undefined) return undefined;
      if (clock.now() - known.at >= RESPONSE_URL_LIFETIME) return 'expired_url';
      if (known.uses >= RESPONSE_URL_USES) return 'used_url';
      known.uses += 1;
      return known.target;
    },
  };
}
