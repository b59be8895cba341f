import type { SeenDeliveries } from '../../flows/ports/due-work.ts';
import type { ButtonPressPayload, SlashCommandPayload, ViewSubmissionPayload } from '../connection/payloads.ts';

/** A key that is the same for repeated deliveries of one click, from Slack's own ids. */
const keyOfCommand = (payload: SlashCommandPayload): string => `command:${payload.team_id}:${payload.trigger_id}`;
const keyOfPress = ({ team, user, container, actions, trigger_id: trigger }: ButtonPressPayload): string => {
  const [action] = actions;
  return ['press', team?.id, user.id, container.message_ts, action?.action_id, action?.action_ts ?? trigger].join(':');
};
const keyOfSubmission = ({ user, view }: ViewSubmissionPayload): string => `submission:${user.id}:${view.id}`;

/** True for the first delivery of a click. Later ones are only acknowledged. */
export const isFirst = {
  command: async (seen: SeenDeliveries, payload: SlashCommandPayload) =>
    !(await seen.seenBefore(keyOfCommand(payload))),
  press: async (seen: SeenDeliveries, payload: ButtonPressPayload) => !(await seen.seenBefore(keyOfPress(payload))),
  submission: async (seen: SeenDeliveries, payload: ViewSubmissionPayload) =>
    !(await seen.seenBefore(keyOfSubmission(payload))),
};
