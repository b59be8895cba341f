import type { Clock } from '../flows/ports/clock.ts';
import type { Secret } from '../flows/ports/secret.ts';
import type { Obstructed } from '../flows/ports/service-route.ts';
import type { Connection } from './calling/connection.ts';
import { createExchange, NoAnswer, type Outbound } from './calling/exchange.ts';
import { tokenOwnerOf } from './documents/account-document.ts';

/** The longest that start-up waits for a server (milliseconds). */
const TIME_LIMIT = 5_000;

export interface TerraformCheck {
  /** Problems of the tokens as HCP Terraform reports them, one sentence each. */
  readonly faults: readonly string[];
  /** What stands in front of a server, by its address. */
  readonly obstructions: ReadonlyMap<string, Obstructed>;
}

/** Called with what stands in front of the server at this address, or with `undefined` if nothing does. */
type OnObstruction = (address: string, obstruction: Obstructed | undefined) => void;

export interface CheckParts {
  readonly clock: Clock;
  /** Absent: every connection is direct. */
  readonly outbound?: Outbound | undefined;
  readonly onObstruction?: OnObstruction;
}

/** Asks each server about the tokens. A server that does not answer is left out. */
export async function checkTerraformTokens(
  parts: CheckParts,
  connections: readonly Connection[],
): Promise<TerraformCheck> {
  const obstructions = new Map<string, Obstructed>();
  const faults = await Promise.all(
    connections.flatMap(({ name, address, token, applyToken }) => {
      const suffix = name === undefined ? '' : `_${name.toUpperCase().replaceAll('-', '_')}`;
      const onObstruction = (obstruction: Obstructed | undefined): void => {
        parts.onObstruction?.(address, obstruction);
        if (obstruction !== undefined) obstructions.set(address, obstruction);
      };
      const check = (variable: string, secret: Secret) =>
        checkToken({ ...parts, onObstruction }, address, `${variable}${suffix}`, secret);
      return [check('TFE_TOKEN', token), ...(applyToken === undefined ? [] : [check('TFE_APPLY_TOKEN', applyToken)])];
    }),
  );
  return { faults: faults.filter((fault) => fault !== undefined), obstructions };
}

async function checkToken(
  parts: Omit<CheckParts, 'onObstruction'> & { readonly onObstruction: (obstruction: Obstructed | undefined) => void },
  address: string,
  variable: string,
  token: Secret,
): Promise<string | undefined> {
  const exchange = createExchange({ ...parts, address, userAgent: 'tf-action' });
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
