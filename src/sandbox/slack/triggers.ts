import type { SandboxClock } from '../clock.ts';
import type { Identifiers } from './identifiers.ts';

/** Slack's rule: a trigger opens one view, within three seconds of its click (milliseconds). */
const TRIGGER_LIFETIME = 3000;

type TriggerRefusal = 'expired_trigger_id' | 'exchanged_trigger_id' | 'invalid_trigger_id';

export interface Triggers {
  /** `view`: the modal in which the click happened, if any. Only its trigger can push a view onto it. */
  issue(person: string, view?: string): string;
  /** Uses up the trigger. */
  exchange(trigger: string): Exchanged | TriggerRefusal;
}

export interface Exchanged {
  readonly person: string;
  readonly view: string | undefined;
}

export function createTriggers(clock: SandboxClock, identifiers: Identifiers): Triggers {
  const issued = new Map<string, Exchanged & { readonly at: number; used: boolean }>();
  return {
    issue(person, view) {
      const trigger = `${clock.now()}.${issued.size + 1}.${identifiers.secret()}`;
      issued.set(trigger, { person, view, at: clock.now(), used: false });
      return trigger;
    },
    exchange(trigger) {
      const known = issued.get(trigger);
      if (known === undefined) return 'invalid_trigger_id';
      if (known.used) return 'exchanged_trigger_id';
      if (clock.now() - known.at >= TRIGGER_LIFETIME) return 'expired_trigger_id';
      known.used = true;
      return { person: known.person, view: known.view };
    },
  };
}
