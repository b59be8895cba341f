import { cleanText, MASKED } from './clean-text.ts';
import { progressOf, readEvent } from './log-event.ts';

/** Our own limit (code points): one line beside everything else, on a phone. */
const LINE_LIMIT = 150;
/** A key that is printed line by line has at most this many lines. A longer text is not a key. */
const LONGEST_KEY = 100;

/** The action's last message, ready to show, and when it was read. */
export interface ActionProgress {
  readonly text: string;
  readonly at: Date;
}

/** Reads the lines of a structured log as they arrive. */
export interface ProgressReading {
  take(line: string): void;
  /** The last message of a running invocation, cleaned, masked and shortened. `undefined` if there is none. */
  latest(): string | undefined;
}

export function startProgressReading(secrets: () => readonly string[]): ProgressReading {
  const hideKey = startHidingKeys();
  let latest: string | undefined;
  return {
    take: (line) => {
      const event = readEvent(line);
      if (event === undefined) return;
      if (event.type === 'action_complete' || event.type === 'action_errored') latest = undefined;
      const said = progressOf(event);
      if (said === undefined) return;
      const shown = cleanText(hideKey(said), LINE_LIMIT, secrets()).replaceAll(/\s+/g, ' ');
      if (shown !== '') latest = shown;
    },
    latest: () => latest,
  };
}

/** Hides a private key that arrives line by line, since its inner lines do not look like a secret. */
function startHidingKeys(): (text: string) => string {
  let lines = 0;
  return (text) => {
    const [begins, ends] = [text.lastIndexOf('-----BEGIN '), text.lastIndexOf('-----END ')];
    const isWithin = lines > 0;
    if (begins > ends) lines = 1;
    else if (ends !== -1 || lines >= LONGEST_KEY) lines = 0;
    else if (isWithin) lines += 1;
    return isWithin && begins === -1 && ends === -1 ? MASKED : text;
  };
}
