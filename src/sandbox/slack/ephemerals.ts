import type { Changes } from './changes.ts';
import type { Identifiers } from './identifiers.ts';
import { type Content, withBlockIds } from './messages.ts';

/** The author of Slack's own messages. */
export const SLACKBOT = 'USLACKBOT';

/** A message that only one person sees, until they reload their client. */
export interface Ephemeral extends Content {
  readonly channel: string;
  readonly ts: string;
  readonly for: string;
  /** The bot's user id, or Slackbot. */
  readonly author: string;
  readonly threadTs: string | undefined;
}

type NewEphemeral = Omit<Ephemeral, 'ts' | 'threadTs'> & { readonly threadTs?: string | undefined };

export interface Ephemerals {
  show(ephemeral: NewEphemeral): Ephemeral;
  /** Returns false if it is gone already. Then nothing is shown. */
  replace(ts: string, content: Content): boolean;
  remove(ts: string): boolean;
  find(ts: string): Ephemeral | undefined;
  seenBy(person: string, channel: string): readonly Ephemeral[];
  /** Every ephemeral that was ever shown, oldest first. */
  readonly everShown: readonly Ephemeral[];
  /** Removes all of a person's ephemerals, like a reload of the client. */
  vanish(person: string): void;
}

export function createEphemerals(identifiers: Identifiers, changes: Changes): Ephemerals {
  const shown = new Map<string, Ephemeral>();
  const everShown: Ephemeral[] = [];
  const keep = (ephemeral: Ephemeral): Ephemeral => {
    shown.set(ephemeral.ts, ephemeral);
    everShown.push(ephemeral);
    changes.notify('ephemeral');
    return ephemeral;
  };
  return {
    show(ephemeral) {
      const blocks = withBlockIds(ephemeral.blocks, identifiers);
      return keep({ ...ephemeral, blocks, threadTs: ephemeral.threadTs, ts: identifiers.timestamp() });
    },
    replace(ts, content) {
      const before = shown.get(ts);
      if (before === undefined) return false;
      keep({ ...before, text: content.text, blocks: withBlockIds(content.blocks, identifiers) });
      return true;
    },
    remove(ts) {
      const wasShown = shown.delete(ts);
      changes.notify('ephemeral');
      return wasShown;
    },
    find: (ts) => shown.get(ts),
    seenBy: (person, channel) => [...shown.values()].filter((one) => one.for === person && one.channel === channel),
    everShown,
    vanish(person) {
      for (const [ts, ephemeral] of shown) if (ephemeral.for === person) shown.delete(ts);
      changes.notify('ephemeral');
    },
  };
}
