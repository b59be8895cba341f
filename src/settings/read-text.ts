import { readFileSync } from 'node:fs';
import { type Position, SettingsFault } from './fault.ts';

/** The file is not UTF-8 text. The message continues a sentence that begins with the file. */
export class UndecodableFile extends Error {
  /** The position of the first wrong byte. Absent if the whole file is in another encoding. */
  readonly position: Position | undefined;

  constructor(message: string, position?: Position) {
    super(message);
    this.name = 'UndecodableFile';
    this.position = position;
  }
}

export const UTF16 = 'is UTF-16, not UTF-8; Windows PowerShell writes that with ">". Save it as UTF-8.';

/** Reads a file as UTF-8. Throws `UndecodableFile`, or Node's own error where the file cannot be read. */
export const readTextFile = (path: string): string => decodeText(readFileSync(path));

/**
 * Decodes UTF-8 strictly, since a silently replaced byte would reach Terraform in a name or value. Keeps the byte order
 * mark, so that the text has the file's hash. Throws `UndecodableFile`.
 */
export function decodeText(bytes: Uint8Array): string {
  if (isUtf16(bytes)) throw new UndecodableFile(UTF16);
  const text = decodeStrictly(bytes);
  if (text === undefined) throw findBadByte(bytes);
  if (!text.includes('\n') && text.trim().includes('\r')) {
    throw new UndecodableFile('ends its lines with CR alone, as old Macs did. Save it with LF (or CR LF) line ends.');
  }
  return text;
}

/** Reads the allowlist's file. Throws a `SettingsFault` that names it. */
export function readAllowlistFile(file: string): string {
  try {
    return readTextFile(file);
  } catch (error) {
    throw new SettingsFault([sayUnreadable(file, error)]);
  }
}

/** The fault for a file that cannot be read. */
export function sayUnreadable(file: string, error: unknown): string {
  if (!(error instanceof UndecodableFile)) {
    return `${file} cannot be read (${codeOf(error)}). Check its path and its rights.`;
  }
  const { position } = error;
  return `${file}${position === undefined ? '' : `:${position.line}:${position.column}`} ${error.message}`;
}

/** Node's code for why a file cannot be read, such as `ENOENT`. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown';

function decodeStrictly(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Detects UTF-16 by its byte order mark, or because every second byte of Latin text is zero. */
export function isUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  const start = bytes.subarray(0, 512);
  return start.length > 1 && start.filter((byte) => byte === 0).length * 3 > start.length;
}

const NEW_LINE = 0x0a;

function findBadByte(bytes: Uint8Array): UndecodableFile {
  for (let line = 1, from = 0; from <= bytes.length; line += 1) {
    const end = bytes.indexOf(NEW_LINE, from);
    const piece = bytes.subarray(from, end === -1 ? bytes.length : end);
    if (decodeStrictly(piece) === undefined) {
      const [column, byte] = locateBadByte(piece);
      const hex = byte.toString(16).toUpperCase().padStart(2, '0');
      const likely = byte >= 0xa0 ? `, which is "${String.fromCharCode(byte)}" in Latin-1` : '';
      const wayOut = 'Save the file as UTF-8, or convert it: iconv -f WINDOWS-1252 -t UTF-8';
      return new UndecodableFile(`is not UTF-8: byte 0x${hex}${likely}. ${wayOut}`, { line, column });
    }
    if (end === -1) break;
    from = end + 1;
  }
  return new UndecodableFile('is not UTF-8. Save it as UTF-8.');
}

/** The column of the first wrong byte in a line, and the byte itself. */
function locateBadByte(line: Uint8Array): readonly [number, number] {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(line);
  for (let at = text.indexOf(REPLACED); at !== -1; at = text.indexOf(REPLACED, at + 1)) {
    const byte = line[Buffer.byteLength(text.slice(0, at))];
    // The file itself may contain this character, as the bytes EF BF BD.
    if (byte !== undefined && byte !== 0xef) return [at + 1, byte];
  }
  return [1, line[0] ?? 0];
}

/** The character with which a lenient decoder replaces a wrong byte. */
const REPLACED = '\ufffd';
