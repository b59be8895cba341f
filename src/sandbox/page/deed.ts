import { z } from 'zod';

const entered = z.union([z.string(), z.array(z.string())]);
const values = z.record(z.string(), entered);
const place = z.union([
  z.object({ channel: z.string(), ts: z.string() }),
  z.object({ view: z.string(), values: values.optional() }),
]);
const person = z.string();

/** An action on the page, as the page's script sends it. */
export const deedSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('say'), person, channel: z.string(), text: z.string(), thread: z.string().optional() }),
  z.object({
    ...{ do: z.literal('press'), person, place, block: z.string(), action: z.string() },
    value: z.string().optional(),
  }),
  z.object({ do: z.literal('choose'), person, place, action: z.string(), choice: entered }),
  z.object({ do: z.literal('submit'), person, view: z.string(), values }),
  z.object({ do: z.literal('close'), person, view: z.string() }),
  z.object({ do: z.literal('dismiss'), person, ts: z.string() }),
  z.object({
    do: z.literal('decide'),
    person,
    run: z.string(),
    decision: z.enum(['confirm', 'discard', 'cancel', 'override']),
  }),
  z.object({
    do: z.literal('workspace'),
    person,
    workspace: z.string(),
    what: z.enum(['lock', 'unlock', 'start_run']),
  }),
  z.object({
    ...{ do: z.literal('outcome'), workspace: z.string(), address: z.string() },
    outcome: z.enum(['successful', 'failed', 'not_invoked', 'errored_after_success', 'failed_but_applied']),
  }),
]);

export type Deed = z.infer<typeof deedSchema>;
export type DeedOf<Kind extends Deed['do']> = Extract<Deed, { do: Kind }>;
