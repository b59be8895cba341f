import type { Decide } from '../../flows/ports/hcp-terraform.ts';
import type { Budget } from './budget.ts';

/** These calls have priority over reads, so only HCP Terraform's own rate limit delays one this long (milliseconds). */
const TURN_WITHIN = 10_000;

/**
 * Waits for a slot in the rate limit, then calls `decide`. The caller sends its result without awaiting anything else,
 * because everything that was checked is true only at this moment. Throws `NoTurn`.
 */
export async function decideInTurn<Sent>(budget: Budget, decide: Decide<Sent>): Promise<Sent | undefined> {
  const turn = await budget.keepTurn({ urgency: 'act', patience: TURN_WITHIN });
  let decided: Sent | undefined;
  try {
    decided = await decide();
  } catch (error) {
    turn.giveBack();
    throw error;
  }
  if (decided === undefined) turn.giveBack();
  else turn.use();
  return decided;
}
