import type { Clock } from '../flows/clock.ts';
import { tokenOwnerOf } from './account-document.ts';
import type { Connection } from './connection.ts';
import { createExchange, NoAnswer } from './exchange.ts';
import type { Secret } from './secret.ts';

/** Start-up waits no longer for a server that does not answer (milliseconds). */
const TIME_LIMIT = 5_000;

/** What is wrong with the tokens as HCP Terraform says, a sentence each. Where it does not answer there is nothing to say yet. */
export async function checkTerraformTokens(
  clock: Clock,
  connections: readonly Connection[],
): Promise<readonly string[]> {
  const faults = await Promise.all(
    connections.flatMap(({ name, address, token, applyToken }) => {
      const suffix = name === undefined ? '' : `_${name.toUpperCase().replaceAll('-', '_')}`;
      return [
        checkToken(clock, address, `TFE_TOKEN${suffix}`, token),
        ...(applyToken === undefined ? [] : [checkToken(clock, address, `TFE_APPLY_TOKEN${suffix}`, applyToken)]),
      ];
    }),
  );
  return faults.filter((fault) => fault !== undefined);
}

async function checkToken(clock: Clock, address: string, variable: string, token: Secret): Promise<string | undefined> {
  const exchange = createExchange({ address, clock, userAgent: 'tf-action' });
  try {
    const call = { method: 'GET', path: '/account/details', token: token.current(), within: TIME_LIMIT } as const;
    const answer = await exchange(call);
    if (answer.status === 401)
      return `${variable}: ${address} does not accept it (401); create a new team token and set it.`;
    return tokenOwnerOf(answer.json) === 'organizations'
      ? `${variable}: it is an organization token, which can neither create nor apply runs; use the token of a team.`
      : undefined;
  } catch (error) {
    if (error instanceof NoAnswer) return undefined;
    throw error;
  }
}
