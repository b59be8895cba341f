import { describePlan } from './describe-plan.ts';
import { sayVerdict } from './describe-verdict.ts';
import type { EndingReason, Outcome, PreviewFault, UnconfirmedEnd } from './outcome.ts';
import { sayRefusedCreation, usualCauseOf } from './refused-creation.ts';
import type { ActionRequest } from './request.ts';
import { phaseOf } from './run-status.ts';
import { sayEnding } from './say-ending.ts';
import { asEarlier, type Sentence, sentence, sentenceOf, thePerson, type Words } from './sentence.ts';

/** How a request ended, and what usually causes that or what to do next. */
export interface SaidOutcome {
  readonly sentence: Sentence;
  readonly hint?: Words;
}

const RUN_ENDS: Readonly<Record<UnconfirmedEnd, Sentence>> = {
  errored: sentence`The run errored before it was applied. Nothing was invoked.`,
  discarded: sentence`The run was discarded in HCP Terraform. Nothing was invoked.`,
  canceled: sentence`The run was canceled before it was applied, in HCP Terraform. Nothing was invoked.`,
  planned_and_finished: sentence`The run was planned and finished: there was nothing to apply, so nothing was invoked.`,
  policy_soft_failed: sentence`A policy failed, so the run ended before it was applied. Nothing was invoked.`,
};

/** In words; total by kind, so that a new kind of outcome cannot go unsaid. */
export function sayOutcome(outcome: Outcome): SaidOutcome {
  switch (outcome.kind) {
    case 'ended_without_run':
      return { sentence: sentence`${sayEnding(outcome.why)}. Nothing was run.`, ...hintOf(outcome.why) };
    case 'ended_with_run':
      return {
        sentence: sentence`${sayEnding(outcome.why)}. Its run was ended before it was applied, and nothing was invoked.`,
      };
    case 'denied':
      return { sentence: sentence`${thePerson(outcome.person)} denied it.` };
    case 'asked_again':
      return { sentence: sentence`Asked again before it was confirmed.` };
    case 'joined':
      return { sentence: sentence`The same was asked for already, so it was joined.` };
    case 'unwritable':
      return { sentence: sentence`Its channel takes no message of the bot.` };
    case 'run_ended':
      return { sentence: RUN_ENDS[outcome.how] };
    case 'verdict':
      return {
        sentence: sayVerdict(outcome),
        ...(outcome.verdict.ended === 'unknown' ? { hint: READ_THE_LOG } : {}),
      };
    case 'rehearsed':
      return {
        sentence: sentence`Rehearsed: by its plan the run ${describePlan(outcome.invocations)}. ${REHEARSED}`,
      };
    case 'rehearsed_not_allowed':
      return {
        sentence: sentence`Rehearsed: a real run would have been discarded: ${outcome.difference}. ${REHEARSED}`,
      };
    case 'creation_refused':
      return {
        sentence: sayRefusedCreation(outcome.status, outcome.said),
        hint: usualCauseOf(outcome.status, outcome.said),
      };
    case 'run_not_found':
      return {
        sentence: sentence`HCP Terraform did not answer when the run was created, and no run of this request was found.`,
        hint: outcome.isRehearsal ? REHEARSAL_NOT_FOUND : RUN_NOT_FOUND,
      };
    case 'run_unreadable':
      return {
        sentence: sentence`HCP Terraform no longer shows ${outcome.run ?? 'the run'} to the bot, so how the action ended is not known.`,
        hint: 'The run or its workspace was deleted, or the bot may no longer read it.',
      };
    case 'preview_failed':
      return {
        sentence: sentence`${sayPreviewFault(outcome.because)} A preview invokes nothing, and nothing else was run.`,
        hint: hintOfPreview(outcome.because),
      };
  }
}

const READ_THE_LOG = "Look at the run's log in HCP Terraform before you ask again.";
const REHEARSED = sentence`It was a plan-only run, so nothing was invoked.`;
const REHEARSAL_NOT_FOUND =
  'It is not sent again by itself. It was to be a plan-only run, which invokes nothing. Ask again.';
const RUN_NOT_FOUND =
  'It is not sent again by itself. Should its run still turn up within the hour, it is discarded. Look at the workspace, then ask again.';

function hintOf(why: EndingReason): { readonly hint?: Words } {
  if (why.kind === 'stale') return { hint: 'Ask again, and it is confirmed and approved as it is now.' };
  return why.kind === 'late' ? { hint: 'Ask again.' } : {};
}

/** Why a preview failed, as a whole sentence. */
export function sayPreviewFault(fault: PreviewFault): Sentence {
  switch (fault.kind) {
    case 'refused':
      return sentence`The preview failed. ${sayRefusedCreation(fault.status, fault.said)}.`;
    case 'not_found':
      return sentence`HCP Terraform did not answer when the preview was created, and no run of it was found, so what would happen is unknown.`;
    case 'not_plan_only':
      return sentence`HCP Terraform made a run for the preview that is not a plan-only run.`;
    case 'ended':
      return sayPreviewEnd(fault.status);
    case 'not_allowed':
      return sentence`The preview shows a run that is not allowed: ${fault.difference}.`;
    case 'unreadable':
      return sentence`HCP Terraform no longer shows ${fault.run} to the bot, so what would happen is unknown.`;
  }
}

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
      return usualCauseOf(fault.status, fault.said);
    case 'not_found':
      return 'Ask again.';
    case 'unreadable':
      return 'The run or its workspace was deleted. Ask again.';
    default:
      return 'Ask again once that is put right.';
  }
}

/** What a request keeps of how it ended. The release before this one reads the two sentences. */
export function endedAs(outcome: Outcome): Pick<ActionRequest, 'ended' | 'outcome' | 'hint'> {
  const { sentence: said, hint } = sayOutcome(outcome);
  return { ended: outcome, outcome: asEarlier(said), ...(hint === undefined ? {} : { hint: asEarlier(hint) }) };
}

/** How a settled request ended, also where the release before this one wrote it down; `undefined` while it is open. */
export function saidOf({
  ended,
  outcome,
  hint,
}: Pick<ActionRequest, 'ended' | 'outcome' | 'hint'>): SaidOutcome | undefined {
  if (ended !== undefined) return sayOutcome(ended);
  return outcome === undefined ? undefined : { sentence: sentenceOf(outcome), ...(hint === undefined ? {} : { hint }) };
}
