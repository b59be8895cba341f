import { describePlan } from './describe-plan.ts';
import { sayVerdict } from './describe-verdict.ts';
import type { EndingReason, Outcome, PreviewFault, UnconfirmedEnd } from './outcome.ts';
import { sayCause, sayRefusedCreation } from './refused-creation.ts';
import type { ActionRequest } from './request.ts';
import { phaseOf } from './run-status.ts';
import { isKnownEnding, KNOWN_BY, sayEnding } from './say-ending.ts';
import { asEarlier, type Sentence, sentence, sentenceOf, thePerson, type Words } from './sentence.ts';
import { wayOutOf } from './workspace-fault.ts';

/** How a request ended, with its usual cause or what to do next. */
export interface SaidOutcome {
  readonly sentence: Sentence;
  readonly hint?: Words;
}

const RUN_ENDS: Readonly<Record<UnconfirmedEnd, Sentence>> = {
  errored: sentence`The run errored before it was applied. Nothing was invoked.`,
  discarded: sentence`The run was discarded in HCP Terraform. Nothing was invoked.`,
  canceled: sentence`The run was canceled in HCP Terraform before it was applied. Nothing was invoked.`,
  planned_and_finished: sentence`The plan had nothing to apply, so nothing was invoked.`,
  policy_soft_failed: sentence`A policy failed, so the run ended before it was applied. Nothing was invoked.`,
};

const READ_THE_LOG = "Look at the run's log in HCP Terraform before you ask again.";
const REHEARSED = sentence`It was a plan-only run, so nothing was invoked.`;
const REHEARSAL_NOT_FOUND = "The bot won't create it again. A plan-only run invokes nothing, so you can ask again.";
const RUN_NOT_FOUND =
  "The bot won't create it again. If the run appears within an hour, the bot discards it. Check the workspace, then ask again.";

const RESTORED =
  "If it was approved after the backup was made, it may have run. Look at the workspace's runs, then ask again.";
const RESTORED_WITH_RUN =
  "The bot does not send it again, and no longer follows its run. Look at the workspace's runs before you ask again.";

const PREVIEW_FAULTS: {
  readonly [Kind in PreviewFault['kind']]: (fault: PreviewFault & { readonly kind: Kind }) => Sentence;
} = {
  refused: (refused) => sentence`The preview failed. ${sayRefusedCreation(refused)}.`,
  not_found: () =>
    sentence`HCP Terraform didn't respond when the preview was created, and no run was found. What would happen is unknown.`,
  not_plan_only: () =>
    sentence`HCP Terraform created the preview as a run that can be applied, not as a plan-only run.`,
  ended: ({ status }) => sayPreviewEnd(status),
  wrong_run: ({ how, difference }) =>
    sentence`The preview that was ${KNOWN_BY[how]} is not the run that was asked for: ${difference}.`,
  not_allowed: ({ difference }) => sentence`The preview shows a run that is not allowed: ${difference}.`,
  unreadable: ({ run }) => sentence`HCP Terraform no longer shows ${run} to the bot, so what would happen is unknown.`,
};

/** The words for each kind of outcome. */
const SAID: { readonly [Kind in Outcome['kind']]: (outcome: Outcome & { readonly kind: Kind }) => SaidOutcome } = {
  ended_without_run: ({ why }) => ({ sentence: sentence`${sayEnding(why)}. Nothing was run.`, ...hintOf(why) }),
  ended_with_run: ({ why }) => ({
    sentence: sentence`${sayEnding(why)}. Its run was ended before it was applied. Nothing was invoked.`,
  }),
  denied: ({ person }) => ({ sentence: sentence`${thePerson(person)} denied it.` }),
  asked_again: () => ({ sentence: sentence`Asked again before it was confirmed.` }),
  joined: () => ({ sentence: sentence`Joined to an open request for exactly the same.` }),
  unwritable: () => ({ sentence: sentence`The bot cannot write in its channel.` }),
  run_ended: ({ how }) => ({ sentence: RUN_ENDS[how] }),
  verdict: (outcome) => ({
    sentence: sayVerdict(outcome),
    ...(outcome.verdict.ended === 'unknown' ? { hint: READ_THE_LOG } : {}),
  }),
  rehearsed: ({ invocations }) => ({
    sentence: sentence`Rehearsed: the plan ${describePlan(invocations)}. ${REHEARSED}`,
  }),
  rehearsed_not_allowed: ({ difference }) => ({
    sentence: sentence`Rehearsed: a real run would have been discarded: ${difference}. ${REHEARSED}`,
  }),
  creation_refused: (refused) => ({ sentence: sayRefusedCreation(refused), hint: sayCause(refused) }),
  restored: ({ mayHaveRun }) => ({
    sentence: sentence`The bot's database was restored from a backup in which this request was open.`,
    hint: mayHaveRun ? RESTORED_WITH_RUN : RESTORED,
  }),
  run_not_found: ({ isRehearsal }) => ({
    sentence: sentence`HCP Terraform didn't respond when the run was created, and no run of this request was found.`,
    hint: isRehearsal ? REHEARSAL_NOT_FOUND : RUN_NOT_FOUND,
  }),
  run_unreadable: ({ run }) => ({
    sentence: sentence`HCP Terraform no longer shows ${run ?? 'the run'} to the bot, so how the action ended is unknown.`,
    hint: 'The run or its workspace was deleted, or the bot lost access to it.',
  }),
  preview_failed: ({ because }) => ({
    sentence: sentence`${sayPreviewFault(because)} Nothing was invoked.`,
    hint: hintOfPreview(because),
  }),
};

/** How a request ended, in words. */
export const sayOutcome = <Kind extends Outcome['kind']>(outcome: Outcome & { readonly kind: Kind }): SaidOutcome =>
  SAID[outcome.kind](outcome);

function hintOf(why: EndingReason): { readonly hint?: Words } {
  if (why.kind === 'stale' && why.because.kind === 'workspace_unusable') return { hint: wayOutOf(why.because.fault) };
  if (why.kind === 'stale') return { hint: 'Ask again. The new request shows what would run now.' };
  return why.kind === 'late' ? { hint: 'Ask again.' } : {};
}

/** Why a preview failed, as a whole sentence. */
export const sayPreviewFault = <Kind extends PreviewFault['kind']>(
  fault: PreviewFault & { readonly kind: Kind },
): Sentence => PREVIEW_FAULTS[fault.kind](fault);

function sayPreviewEnd(status: string): Sentence {
  switch (phaseOf(status)) {
    case 'errored':
      return sentence`The preview errored.`;
    case 'discarded':
      return sentence`The preview was discarded in HCP Terraform.`;
    case 'canceled':
      return sentence`The preview was canceled in HCP Terraform.`;
    case 'policy_soft_failed':
      return sentence`A policy failed in the preview.`;
    default:
      return sentence`The preview ended as ${status}.`;
  }
}

function hintOfPreview(fault: PreviewFault): Words {
  switch (fault.kind) {
    case 'refused':
      return sayCause(fault);
    case 'not_found':
      return 'Ask again.';
    case 'unreadable':
      return 'The run or its workspace was deleted. Ask again.';
    default:
      return 'Fix that, then ask again.';
  }
}

/** How a request ended, as stored with it. The previous release reads the two sentences. */
export function endedAs(outcome: Outcome): Pick<ActionRequest, 'ended' | 'outcome' | 'hint'> {
  const { sentence: said, hint } = sayOutcome(outcome);
  return { ended: outcome, outcome: asEarlier(said), ...(hint === undefined ? {} : { hint: asEarlier(hint) }) };
}

/**
 * How a settled request ended, or `undefined` while it is open. If another release stored an unknown kind, its own
 * sentences are used.
 */
export function saidOf(request: Pick<ActionRequest, 'ended' | 'outcome' | 'hint'>): SaidOutcome | undefined {
  const { ended, outcome, hint } = request;
  if (ended !== undefined && isKnown(ended)) return sayOutcome(ended);
  return outcome === undefined ? undefined : { sentence: sentenceOf(outcome), ...(hint === undefined ? {} : { hint }) };
}

function isKnown(outcome: Outcome): boolean {
  if (!Object.hasOwn(SAID, outcome.kind)) return false;
  if ('why' in outcome) return isKnownEnding(outcome.why);
  if (outcome.kind === 'run_ended') return Object.hasOwn(RUN_ENDS, outcome.how);
  if (outcome.kind === 'verdict') return outcome.canceled === undefined || isKnownEnding(outcome.canceled);
  return outcome.kind !== 'preview_failed' || Object.hasOwn(PREVIEW_FAULTS, outcome.because.kind);
}
