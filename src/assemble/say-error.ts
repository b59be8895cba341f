/** An error with what caused it, as far as its own message does not say that already. */
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
  const whole = said.join(' Cause: ');
  return said.includes(NO_ANSWER) ? `${whole}. ${FEW_SESSIONS}` : whole;
}

/** The words of the PostgreSQL driver, which gives no code. */
const NO_ANSWER = 'Query read timeout';
const FEW_SESSIONS =
  'The PostgreSQL server did not answer in time. A pooler that pools sessions needs at least 10 of them for each replica: for PgBouncer, default_pool_size = 10 or pool_mode = transaction.';

const LONGEST_CHAIN = 4;
