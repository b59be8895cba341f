import { z } from 'zod';
import type { Clock } from '../flows/clock.ts';
import { Unreachable } from '../flows/hcp-terraform.ts';
import { sendOnce } from './call.ts';
import type { Connection, Secret } from './connection.ts';

const account = z.object({
  data: z.object({
    relationships: z
      .object({ 'authenticated-resource': z.object({ data: z.object({ type: z.string() }).nullish() }).nullish() })
      .nullish(),
  }),
});

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
  try {
    const call = {
      method: 'GET',
      url: `${address}/api/v2/account/details`,
      token: token.current(),
      timeLimit: TIME_LIMIT,
    } as const;
    const answer = await sendOnce(clock, 'tf-action', call);
    if (answer.status === 401)
      return `${variable}: ${address} does not accept it (401); create a new team token and set it.`;
    const read = account.safeParse(answer.body);
    const kind = read.success ? read.data.data.relationships?.['authenticated-resource']?.data?.type : undefined;
    return kind === 'organizations'
      ? `${variable}: it is an organization token, which can neither create nor apply runs; use the token of a team.`
      : undefined;
  } catch (error) {
    if (error instanceof Unreachable) return undefined;
    throw error;
  }
}
