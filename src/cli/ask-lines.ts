import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** Asks questions, each answered by one line. */
export interface AskLines {
  /** The answer without blanks around it; `undefined` where no line comes any more. */
  ask(question: string): Promise<string | undefined>;
  close(): void;
}

/** `write` takes the questions, so that what is asked for can go elsewhere. */
export function askLines(input: Readable, write: (text: string) => void): AskLines {
  const reader = createInterface({ input });
  const lines = reader[Symbol.asyncIterator]();
  return {
    ask: async (question) => {
      write(question);
      const { done, value } = await lines.next();
      return done === true ? undefined : value.trim();
    },
    close: () => reader.close(),
  };
}
