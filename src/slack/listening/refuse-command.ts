import { Refusal } from '../../domain/refusal.ts';
import { type DecisionDeps, recordRefusedAsking } from '../../flows/record/record-decision.ts';
import type { SlashCommandPayload } from '../connection/payloads.ts';
import { LONGEST_COMMAND } from './command-text.ts';

/** Records a refused command. The flow that asks for an entry records its own refusals. */
export const recordRefused = (deps: DecisionDeps, payload: SlashCommandPayload, refusal: Refusal): Promise<Refusal> =>
  recordRefusedAsking(
    deps,
    { person: payload.user_id, channel: payload.channel_id, asked: payload.text.slice(0, LONGEST_COMMAND) },
    refusal,
  );

export const refuseUnclear = (deps: DecisionDeps, payload: SlashCommandPayload, fault: string): Promise<Refusal> =>
  recordRefused(deps, payload, new Refusal('unknown_command', fault, HOW_TO_WRITE));

const HOW_TO_WRITE =
  'Write `/tf-action cleanup prod name=value`. Double quotes keep spaces together, and `\\"` is a quotation mark inside them.';
