import { Refusal } from '../../domain/refusal.ts';
import type { Identity } from '../connection/identity.ts';

/** The bot serves one Slack team; a payload that names another one gets nothing. */
export function refuseOtherTeam(identity: Identity, team: string | undefined): Refusal | undefined {
  if (team === identity.team) return undefined;
  return new Refusal('not_a_member', 'This comes from another Slack team than mine.', 'Use tf-action in its own team.');
}
