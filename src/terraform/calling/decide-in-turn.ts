import type { Decide } from '../../flows/ports/hcp-terraform.ts';
import type { Budget } from './budget.ts';

/** These calls go before reads, so only HCP Terraform's own limit can keep one waiting that long (milliseconds). */
const TURN_WITHIN = 10_000;

/**
 * Waits for a turn of the rate limit, then has it decided whether the call is sent. Whoever gets something to send sends
 * it without awaiting anything else, because all of it was true at this moment and may not be at the next. Throws `NoTurn`.
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
