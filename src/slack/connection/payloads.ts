import { z } from 'zod';

/** Slack's ids and triggers have about twenty to sixty characters. */
const short = z.string().min(1).max(200);
/** A person's id. Channels and user groups are refused, since replies are posted to this id. */
export const personId = z.string().regex(/^[UW][A-Z0-9]{2,30}$/);
export const channelId = z.string().regex(/^[CDG][A-Z0-9]{2,30}$/);

/** The parts of Slack's payloads that are read. `cleanJson` has removed nulls. */
export const slashCommand = z.object({
  team_id: short.optional(),
  channel_id: channelId,
  user_id: personId,
  text: z.string().default(''),
  trigger_id: short,
  response_url: z.string().optional(),
});
export type SlashCommandPayload = z.infer<typeof slashCommand>;

/** If the app is installed for a whole organization, only the person has the team. */
const team = z.object({ id: short }).optional();
const user = z.object({ id: personId, team_id: short.optional() });

export const buttonPress = z.object({
  team,
  user,
  channel: z.object({ id: channelId }).optional(),
  container: z
    .object({
      message_ts: short.optional(),
      channel_id: channelId.optional(),
      is_ephemeral: z.boolean().optional(),
    })
    .default({}),
  trigger_id: short,
  response_url: z.string().optional(),
  actions: z
    .array(z.object({ action_id: z.string().max(255), value: z.string().optional(), action_ts: short.optional() }))
    .min(1),
});
export type ButtonPressPayload = z.infer<typeof buttonPress>;

/** The request id that our buttons and forms carry. Anything else belongs to no request. */
export const requestId = z.string().regex(/^[0-9a-f]{32}$/);

export const viewSubmission = z.object({
  team,
  user,
  view: z.object({
    id: short,
    team_id: short.optional(),
    private_metadata: z.string().default(''),
    state: z
      .object({ values: z.record(z.string(), z.record(z.string(), z.object({ value: z.string().optional() }))) })
      .default({ values: {} }),
  }),
});
export type ViewSubmissionPayload = z.infer<typeof viewSubmission>;

export const authTest = z.object({
  team_id: z.string(),
  user_id: z.string(),
  bot_id: z.string().optional(),
  enterprise_id: z.string().nullish(),
  /** The token is for all teams of an Enterprise organization. */
  is_enterprise_install: z.boolean().nullish(),
});

export const userInfo = z.object({
  user: z.object({
    id: z.string(),
    team_id: z.string().optional(),
    name: z.string().optional(),
    real_name: z.string().optional(),
    deleted: z.boolean().optional(),
    is_bot: z.boolean().optional(),
    is_workflow_bot: z.boolean().optional(),
    is_restricted: z.boolean().optional(),
    is_ultra_restricted: z.boolean().optional(),
    is_stranger: z.boolean().optional(),
    enterprise_user: z.object({ teams: z.array(z.string()).optional() }).optional(),
    profile: z.object({ display_name: z.string().optional(), real_name: z.string().optional() }).optional(),
  }),
});
export type SlackUser = z.infer<typeof userInfo>['user'];

export const userGroups = z.object({
  usergroups: z.array(
    z.object({
      id: z.string(),
      handle: z.string().optional(),
      date_delete: z.number().optional(),
      users: z.array(z.string()).optional(),
    }),
  ),
});

export const ownChannels = z.object({
  channels: z.array(
    z.object({
      id: z.string(),
      name: z.string().optional(),
      is_ext_shared: z.boolean().optional(),
      is_pending_ext_shared: z.boolean().optional(),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

export const channelInfo = z.object({
  channel: z.object({
    id: z.string(),
    name: z.string().optional(),
    is_im: z.boolean().optional(),
    is_member: z.boolean().optional(),
    is_archived: z.boolean().optional(),
    is_ext_shared: z.boolean().optional(),
    is_pending_ext_shared: z.boolean().optional(),
  }),
});

export const postedMessage = z.object({ ts: z.string() });

export const openedDirectMessage = z.object({ channel: z.object({ id: z.string() }) });

export const history = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      metadata: z
        .object({ event_type: z.string().optional(), event_payload: z.record(z.string(), z.unknown()).optional() })
        .optional(),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});
export type History = z.infer<typeof history>;
