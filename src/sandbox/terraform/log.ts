/** Mark the start and the end of a log. Offsets include both. */
const START_OF_TEXT = '\u0002';
const END_OF_TEXT = '\u0003';

export interface RunLog {
  text: string;
  isOver: boolean;
}

export function openLog(): RunLog {
  return { text: '', isOver: false };
}

export function write(log: RunLog, lines: readonly string[]): void {
  if (log.isOver) return;
  if (log.text === '') log.text = START_OF_TEXT;
  log.text += lines.map((line) => `${line}\n`).join('');
}

/** A log that never started stays empty, such as that of a plan that was never started. */
export function endLog(log: RunLog): void {
  if (log.isOver) return;
  log.isOver = true;
  if (log.text !== '') log.text += END_OF_TEXT;
}

/** Offset and limit are bytes, so a chunk may end inside a character. */
export function chunkOf(log: RunLog, offset: number, limit: number): Uint8Array {
  return Buffer.from(log.text, 'utf8').subarray(offset, offset + limit);
}

export function readableText(log: RunLog): string {
  return log.text.replaceAll(START_OF_TEXT, '').replaceAll(END_OF_TEXT, '');
}
