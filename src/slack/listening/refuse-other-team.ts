import { Refusal } from '../../domain/refusal.ts';
import type { Identity } from '../connection/identity.ts';

/** Refuses a payload from another Slack team, since the bot serves only one. */
export function refuseOtherTeam(identity: Identity, team: string | undefined): Refusal | undefined {
  if (team === identity.team) return undefined;
  return new Refusal('not_a_member', 'This comes from another Slack team than mine.', 'Use tf-action in its own team.');
}
