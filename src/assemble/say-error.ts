/** An error's message with its causes, except those that the message already contains. */
export function sayError(error: unknown): string {
  const said: string[] = [];
  for (
    let at = error;
    at !== undefined && said.length < LONGEST_CHAIN;
    at = at instanceof Error ? at.cause : undefined
  ) {
    const message = at instanceof Error ? at.message || at.name : String(at);
    if (!said.some((one) => one.includes(message))) said.push(message);
  }
  return said.join(' Cause: ');
}

const LONGEST_CHAIN = 4;
