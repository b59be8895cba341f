import type { App } from '@slack/bolt';
import { z } from 'zod';
import { BUTTONS, type ButtonAsking } from '../../domain/buttons.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { type Click, refuseSwapped } from '../../flows/guarding/find-clicked-request.ts';
import { pinAllowlist } from '../../flows/guarding/pin-allowlist.ts';
import { recordRefusal } from '../../flows/record/record-decision.ts';
import { type Answer, answering } from '../answering/answer.ts';
import { tellIfSlow } from '../answering/slow-readings.ts';
import { requestId, type ViewSubmissionPayload, viewSubmission } from '../connection/payloads.ts';
import { renderConfirmed } from '../views/confirmation.ts';
import { isFirst } from './deliveries.ts';
import { type ButtonDeps, renderClickedDirectly, sayClick } from './listen-to-buttons.ts';
import { refuseOtherTeam } from './refuse-other-team.ts';

/** A submitted modal of the bot. It has the same rights and checks as a click on the button. */
interface Form {
  readonly button: ButtonAsking<'again' | 'why'>;
  readonly decide: (deps: ButtonDeps, click: Click, payload: ViewSubmissionPayload) => Promise<ActionRequest | Refusal>;
}

export function listenToSubmission(app: App, deps: ButtonDeps, form: Form): void {
  app.view(BUTTONS[form.button].asks.form, async ({ ack, body }) => {
    await ack();
    const inItsChannel = (payload: ViewSubmissionPayload) => ({ channel: placeOf(payload)?.channel });
    await answering(deps, { body, schema: viewSubmission, route: inItsChannel }, async (payload, way) => {
      const limited = await deps.limitPress(payload.user.id);
      if (limited !== undefined) return limited;
      if (!(await isFirst.submission(deps.deliveries, payload))) return undefined;
      const place = placeOf(payload);
      const team = payload.team?.id ?? payload.view.team_id ?? payload.user.team_id;
      if (place === undefined) return refuseSwapped();
      const click = pressOfForm(payload, place, team ?? '');
      const outside = refuseOtherTeam(await deps.identity(), team);
      if (outside !== undefined) return recordRefusal(deps, form.button, click, outside);
      return tellIfSlow(pinAllowlist(deps), way, sayClick(form.button), (watched) =>
        decide(watched, form, payload, click),
      );
    });
  });
}

const metadata = z.object({ request: requestId, channel: z.string(), messageTs: z.string().optional() });

/** Reads the modal's metadata. `undefined` if it does not have the expected form. */
function placeOf({ view }: ViewSubmissionPayload): z.infer<typeof metadata> | undefined {
  try {
    return metadata.parse(JSON.parse(view.private_metadata));
  } catch {
    return undefined;
  }
}

const pressOfForm = (payload: ViewSubmissionPayload, place: z.infer<typeof metadata>, team: string): Click => ({
  ...{ requestId: place.request, person: payload.user.id, team },
  ...{ channel: place.channel, messageTs: place.messageTs },
});

async function decide(deps: ButtonDeps, form: Form, payload: ViewSubmissionPayload, click: Click): Promise<Answer> {
  const decided = await form.decide(deps, click, payload);
  if (decided instanceof Refusal) return decided;
  // A decision about the private confirmation appears nowhere else yet, so the person is told.
  return click.messageTs === undefined ? renderConfirmed(decided) : renderClickedDirectly(deps, click, decided);
}
