import type { App } from '@slack/bolt';
import { z } from 'zod';
import { Refusal } from '../domain/refusal.ts';
import { sleep } from '../flows/clock.ts';
import { denyRequest, findDeniable } from '../flows/deny-request.ts';
import type { Press } from '../flows/find-pressed-request.ts';
import { underOneAllowlist } from '../flows/under-one-allowlist.ts';
import { type Answer, answering } from './answer.ts';
import { isFirst } from './deliveries.ts';
import { type ButtonDeps, pressOf, wayTo } from './listen-to-buttons.ts';
import { type ButtonPressPayload, buttonPress, type ViewSubmissionPayload, viewSubmission } from './payloads.ts';
import { refuseOtherTeam } from './refuse-other-team.ts';
import { DENY_MODAL, REASON, renderDenyModal } from './views/deny-modal.ts';

/** A trigger lives 3 s and the modal should open within one; rights that take longer are asked when it is sent (milliseconds). */
const ASK_FIRST_FOR = 700;

/** Deny opens a modal for the reason; sending it denies. */
export function listenToDenials(app: App, deps: ButtonDeps): void {
  app.action({ type: 'block_actions', action_id: 'deny' }, async ({ ack, body }) => {
    await ack();
    const payload = buttonPress.parse(body);
    await answering(deps, wayTo(payload), async () => {
      if (!(await isFirst.press(deps.deliveries, payload))) return undefined;
      return refuseOtherTeam(await deps.identity(), payload.team.id) ?? openModal(deps, payload);
    });
  });
  app.view(DENY_MODAL, async ({ ack, body }) => {
    await ack();
    const payload = viewSubmission.parse(body);
    const place = placeOf(payload);
    const way = { person: payload.user.id, channel: place.channel, responseUrl: undefined };
    await answering(deps, way, async () => {
      if (!(await isFirst.submission(deps.deliveries, payload))) return undefined;
      const team = payload.team?.id ?? payload.view.team_id ?? payload.user.team_id;
      return refuseOtherTeam(await deps.identity(), team) ?? deny(underOneAllowlist(deps), payload, place, team ?? '');
    });
  });
}

async function openModal(deps: ButtonDeps, payload: ButtonPressPayload): Promise<Answer> {
  const press = pressOf(payload);
  const asked = findDeniable(deps, press);
  const early = await Promise.race([asked, sleep(deps.clock, ASK_FIRST_FOR)]);
  if (early instanceof Refusal) return early;
  const request = early?.request ?? (await deps.record.find(press.requestId));
  if (request === undefined) return asked.then((late) => (late instanceof Refusal ? late : undefined));
  asked.catch(() => undefined);
  const view = renderDenyModal(request, payload.container.message_ts ?? '');
  await deps.api.call('views.open', { trigger_id: payload.trigger_id, view }, z.unknown());
  return undefined;
}

const metadata = z.object({ request: z.string(), channel: z.string(), messageTs: z.string() });

const placeOf = (payload: ViewSubmissionPayload): z.infer<typeof metadata> =>
  metadata.parse(JSON.parse(payload.view.private_metadata));

async function deny(
  deps: ButtonDeps,
  payload: ViewSubmissionPayload,
  place: z.infer<typeof metadata>,
  team: string,
): Promise<Answer> {
  const reason = payload.view.state.values[REASON.block]?.[REASON.input]?.value?.trim();
  const press: Press = {
    requestId: place.request,
    person: payload.user.id,
    team,
    channel: place.channel,
    messageTs: place.messageTs,
  };
  const denied = await denyRequest(deps, press, reason === '' ? undefined : reason);
  return denied instanceof Refusal ? denied : undefined;
}
