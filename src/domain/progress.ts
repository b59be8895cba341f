import { cleanText, MASKED } from './clean-text.ts';
import { progressOf, readEvent } from './log-event.ts';

/** Ours (code points): one line beside everything else, on a phone. */
const LINE_LIMIT = 150;
/** A key that is printed line by line ends after so many lines, or it was none. */
const LONGEST_KEY = 100;

/** What the action said last, as a person reads it, and when that was found out. */
export interface ActionProgress {
  readonly text: string;
  readonly at: Date;
}

/** Takes the lines of a structured log as they come. */
export interface ProgressReading {
  take(line: string): void;
  /** The last thing that an invocation which still goes on has said: clean, masked and cut; `undefined` where none has. */
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

/** A private key may come a line at a time, and the lines in the midst of it do not tell what they are. */
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
