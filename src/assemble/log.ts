import { type DestinationStream, type Logger, pino } from 'pino';

/**
 * The log: JSON lines on standard output. Errors are written as name, message and stack alone, since the libraries hang
 * whole calls with their headers on theirs; and no line leaves with a secret of the environment in it.
 */
export function openLog(level: string, secrets: () => readonly string[], destination?: DestinationStream): Logger {
  const mask = (line: string): string =>
    secrets().reduce((masked, secret) => (secret.length < 4 ? masked : masked.replaceAll(secret, '[secret]')), line);
  const options = {
    level,
    base: {},
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: writeError },
    hooks: { streamWrite: mask },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** How deep causes are followed. */
const CAUSES = 3;

function writeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...(error.cause === undefined || depth >= CAUSES ? {} : { cause: writeError(error.cause, depth + 1) }),
  };
}
