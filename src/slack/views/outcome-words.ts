import type { ActionRequest, Ending } from '../../domain/request.ts';
import { reasonOf, sayEnding } from '../../domain/say-ending.ts';
import { saidOf } from '../../domain/say-outcome.ts';
import { writeSentence } from './mrkdwn.ts';

/** How a request ended and what to do next, one line each. `undefined` while it is open. */
export function writeOutcome(request: ActionRequest): string | undefined {
  const said = saidOf(request);
  if (said === undefined) return undefined;
  const lines = [said.sentence, ...(said.hint === undefined ? [] : [said.hint])];
  return lines.map((line) => writeSentence(line)).join('\n');
}

/** Why a run is being ended, without its full stop. */
export const writeEnding = (ending: Pick<Ending, 'because' | 'why'> & Partial<Ending>): string =>
  writeSentence(sayEnding(reasonOf(ending)));
