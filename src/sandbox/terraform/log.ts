/** Says that a log has begun and that it is over; both count in the offsets. */
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

/** A log that never began stays empty, as that of a plan which was never started. */
export function endLog(log: RunLog): void {
  if (log.isOver) return;
  log.isOver = true;
  if (log.text !== '') log.text += END_OF_TEXT;
}

/** Offset and limit are bytes, so that a chunk may end within a character. */
export function chunkOf(log: RunLog, offset: number, limit: number): Uint8Array {
  return Buffer.from(log.text, 'utf8').subarray(offset, offset + limit);
}

export function readableText(log: RunLog): string {
  return log.text.replaceAll(START_OF_TEXT, '').replaceAll(END_OF_TEXT, '');
}
