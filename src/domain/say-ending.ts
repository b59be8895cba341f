import type { Freeze } from './freeze.ts';
import type { Milestone } from './milestone.ts';
import type { EndingReason, Late, RunKnownBy, StaleReason } from './outcome.ts';
import type { Ending } from './request.ts';
import { asEarlier, type Sentence, sentence, sentenceOf, thePerson, theTime } from './sentence.ts';
import { isKnownFault, sayWorkspaceFault } from './workspace-fault.ts';

const LATE: Readonly<Record<Late, Sentence>> = {
  run_it: sentence`Run it was not pressed in time`,
  preview: sentence`The preview was not ready in time`,
  approvals: sentence`It was not approved in time`,
  decision_in_hcp_terraform: sentence`Nobody decided in HCP Terraform in time`,
  confirmation: sentence`The planned run was not confirmed in time`,
  confirming: sentence`The planned run could not be confirmed in time`,
  carried_out: sentence`HCP Terraform did not carry out the confirmation in time`,
  start: sentence`The run could not start in time`,
};

/** Why a run is being ended, as stored with its request. The previous release reads the sentence. */
export const endingAs = (state: Ending['state'], why: EndingReason): Ending => ({
  state,
  ...('person' in why && why.kind === state ? { person: why.person } : {}),
  because: asEarlier(sayEnding(why)),
  why,
});

/** The thread's reply when a run is being ended. */
export const milestoneOf = ({ because, why }: Ending): Extract<Milestone, { readonly kind: 'ending' }> => ({
  kind: 'ending',
  because,
  ...(why === undefined ? {} : { why }),
});

export const KNOWN_BY: Readonly<Record<RunKnownBy, Sentence>> = {
  created: sentence`created`,
  found: sentence`found`,
};

type Saying<Data extends { readonly kind: string }> = {
  readonly [Kind in Data['kind']]: (data: Data & { readonly kind: Kind }) => Sentence;
};

const STALE: Saying<StaleReason> = {
  entry_gone: ({ action, environment }) => sentence`${action} in ${environment} is no longer on the allowlist`,
  entry_changed: ({ action, environment }) =>
    sentence`the allowlist's entry for ${action} in ${environment} was changed`,
  workspace_unreadable: ({ workspace }) => sentence`workspace ${workspace} can no longer be read`,
  workspace_renamed: ({ workspace, now }) => sentence`workspace ${workspace} is now called ${now}`,
  workspace_unusable: ({ fault }) => sayWorkspaceFault(fault),
  configuration_changed: ({ workspace, now }) =>
    sentence`workspace ${workspace} has a new configuration version (${now ?? 'none'})`,
  requester_lost_right: ({ person, action, environment }) =>
    sentence`${thePerson(person)} may no longer request ${action} in ${environment}`,
  approver_lost_right: () => sentence`somebody who approved it may no longer approve it`,
  glass_lost_right: () => sentence`the person who broke glass may no longer do so`,
};

const ENDINGS: Saying<EndingReason> = {
  withdrawn: ({ person }) => sentence`${thePerson(person)} withdrew it`,
  discarded: ({ person }) => sentence`${thePerson(person)} discarded it`,
  canceled: ({ person }) => sentence`${thePerson(person)} canceled it`,
  late: ({ late }) => LATE[late],
  stale: ({ because }) => sentence`Since it was asked, ${sayStale(because)}`,
  confirmer_lost_right: ({ person }) => sentence`${thePerson(person)} confirmed it but may no longer do so`,
  run_differs: ({ difference }) => sentence`The planned run differs: ${difference}`,
  run_not_allowed: ({ difference }) => sentence`The planned run is not allowed: ${difference}`,
  wrong_run: ({ how, difference }) =>
    sentence`The run that was ${KNOWN_BY[how]} is not the one that was asked for: ${difference}`,
  never_confirmed: () => sentence`A rehearsal is never confirmed`,
  frozen: ({ freeze }) => sentence`It is frozen by ${sayFreeze(freeze)}`,
  said: ({ said }) => sentenceOf(said),
};

/** What changed since the request was asked, as the rest of a sentence without its full stop. */
export const sayStale = <Kind extends StaleReason['kind']>(because: StaleReason & { readonly kind: Kind }): Sentence =>
  STALE[because.kind](because);

/** Why a request ends, as the start of a sentence without its full stop. */
export const sayEnding = <Kind extends EndingReason['kind']>(why: EndingReason & { readonly kind: Kind }): Sentence =>
  ENDINGS[why.kind](why);

/** True if this release has words for it. The next release may have stored a new kind. */
export const isKnownEnding = (why: EndingReason): boolean =>
  Object.hasOwn(ENDINGS, why.kind) &&
  (why.kind !== 'stale' || isKnownStale(why.because)) &&
  (why.kind !== 'late' || Object.hasOwn(LATE, why.late));

const isKnownStale = (because: StaleReason): boolean =>
  Object.hasOwn(STALE, because.kind) && (because.kind !== 'workspace_unusable' || isKnownFault(because.fault));

/** Why a run is being ended. If another release stored an unknown kind, its own sentence is used. */
export function reasonOf({ why, because, ...more }: Pick<Ending, 'why' | 'because'> & Partial<Ending>): EndingReason {
  if (why !== undefined && isKnownEnding(why)) return why;
  const { person, state } = more;
  const isByPerson = state === 'withdrawn' || state === 'discarded' || state === 'canceled';
  return person !== undefined && isByPerson ? { kind: state, person } : { kind: 'said', said: because };
}

/** A freeze's name, reason and end. */
export const sayFreeze = ({ name, reason, until }: Freeze): Sentence =>
  reason === undefined
    ? sentence`${name}, until ${theTime(until)}`
    : sentence`${name} (${reason}), until ${theTime(until)}`;
