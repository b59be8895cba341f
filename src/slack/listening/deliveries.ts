import type { SeenDeliveries } from '../../flows/ports/due-work.ts';
import type { ButtonPressPayload, SlashCommandPayload, ViewSubmissionPayload } from '../connection/payloads.ts';

/** What makes two deliveries one: Slack's own id of the thing that a person did. */
const keyOfCommand = (payload: SlashCommandPayload): string => `command:${payload.team_id}:${payload.trigger_id}`;
const keyOfPress = ({ team, user, container, actions, trigger_id: trigger }: ButtonPressPayload): string => {
  const [action] = actions;
  return ['press', team?.id, user.id, container.message_ts, action?.action_id, action?.action_ts ?? trigger].join(':');
};
const keyOfSubmission = ({ user, view }: ViewSubmissionPayload): string => `submission:${user.id}:${view.id}`;

/** Whether this is the first delivery of what a person did; another one is acknowledged and does nothing. */
export const isFirst = {
  command: async (seen: SeenDeliveries, payload: SlashCommandPayload) =>
    !(await seen.seenBefore(keyOfCommand(payload))),
  press: async (seen: SeenDeliveries, payload: ButtonPressPayload) => !(await seen.seenBefore(keyOfPress(payload))),
  submission: async (seen: SeenDeliveries, payload: ViewSubmissionPayload) =>
    !(await seen.seenBefore(keyOfSubmission(payload))),
};
