import type { Freeze } from './freeze.ts';
import type { Milestone } from './milestone.ts';
import type { EndingReason, Late, StaleReason } from './outcome.ts';
import type { Ending } from './request.ts';
import { asEarlier, type Sentence, sentence, sentenceOf, thePerson, theTime } from './sentence.ts';

const LATE: Readonly<Record<Late, Sentence>> = {
  run_it: sentence`Run it was not pressed in time`,
  preview: sentence`The preview did not come in time`,
  approvals: sentence`The approvals did not come in time`,
  decision_in_hcp_terraform: sentence`Nobody decided in HCP Terraform in time`,
  confirmation: sentence`The planned run was not confirmed in time`,
  confirming: sentence`The planned run could not be confirmed in time`,
  start: sentence`The run could not start in time`,
};

/** What a request keeps of why its run is being ended. The release before this one reads the sentence. */
export const endingAs = (state: Ending['state'], why: EndingReason): Ending => ({
  state,
  ...('person' in why ? { person: why.person } : {}),
  because: asEarlier(sayEnding(why)),
  why,
});

/** The thread says at once why a run is being ended. */
export const milestoneOf = ({ because, why }: Ending): Extract<Milestone, { readonly kind: 'ending' }> => ({
  kind: 'ending',
  because,
  ...(why === undefined ? {} : { why }),
});

/** Why a run is being ended, also where the release before this one wrote it down. */
export function reasonOf({ why, state, person: by, because }: Ending): EndingReason {
  if (why !== undefined) return why;
  if (by !== undefined && state !== 'expired' && state !== 'voided') return { kind: state, person: by };
  return { kind: 'said', said: because };
}

/** Why a request ends, as the beginning of a sentence without its full stop. */
export function sayEnding(why: EndingReason): Sentence {
  switch (why.kind) {
    case 'withdrawn':
      return sentence`${thePerson(why.person)} withdrew it`;
    case 'discarded':
      return sentence`${thePerson(why.person)} discarded it`;
    case 'canceled':
      return sentence`${thePerson(why.person)} canceled it`;
    case 'late':
      return LATE[why.late];
    case 'stale':
      return sentence`Since it was asked, ${sayStale(why.because)}`;
    case 'confirmer_lost_right':
      return sentence`${thePerson(why.person)} confirmed it, and may no longer confirm it`;
    case 'run_differs':
      return sentence`The planned run differs: ${why.difference}`;
    case 'run_not_allowed':
      return sentence`The planned run is not allowed: ${why.difference}`;
    case 'never_confirmed':
      return sentence`A rehearsal is never confirmed`;
    case 'frozen':
      return sentence`It is frozen by ${sayFreeze(why.freeze)}`;
    case 'said':
      return sentenceOf(why.said);
  }
}

/** What changed since the request was asked, as the rest of a sentence without its full stop. */
export function sayStale(because: StaleReason): Sentence {
  switch (because.kind) {
    case 'entry_gone':
      return sentence`${because.action} in ${because.environment} is no longer on the allowlist`;
    case 'entry_changed':
      return sentence`the allowlist's entry for ${because.action} in ${because.environment} was changed`;
    case 'workspace_unreadable':
      return sentence`workspace ${because.workspace} can no longer be read`;
    case 'workspace_renamed':
      return sentence`workspace ${because.workspace} is now called ${because.now}`;
    case 'configuration_changed':
      return sentence`workspace ${because.workspace} has a new configuration version (${because.now ?? 'none'})`;
    case 'requester_lost_right':
      return sentence`${thePerson(because.person)} may no longer request ${because.action} in ${because.environment}`;
    case 'approver_lost_right':
      return sentence`somebody who approved it may no longer approve it`;
    case 'glass_lost_right':
      return sentence`whoever broke the glass for it may no longer do so`;
  }
}

/** A freeze by its name, its reason and its end. */
export const sayFreeze = ({ name, reason, until }: Freeze): Sentence =>
  reason === undefined
    ? sentence`${name}, until ${theTime(until)}`
    : sentence`${name} (${reason}), until ${theTime(until)}`;
