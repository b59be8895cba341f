import type { Conversation } from './conversation.ts';

/** What the bot reads of HCP Terraform last, before it looks at people and asks for the turn of its call. */
const LAST_READING = {
  creating: /\/workspaces\/ws-[^/]+\?/,
  confirming: /\/_archivist\//,
} as const;

/** Of the clock (milliseconds). */
const READING_TAKES = 2_000;
const A_MOMENT = 250;
/** Shorter than the bot waits for a turn. */
const HELD_FOR_SECONDS = '9.5';

/**
 * Has the bot hold a request, and then wait for its turn in HCP Terraform's rate limit because another call has just met a
 * 429. `begin` makes the call due; `meanwhile` happens while it waits, and no time passes during it.
 */
export async function whileItsTurnIsAwaited(
  talk: Conversation,
  call: keyof typeof LAST_READING,
  begin: () => Promise<void> | void,
  meanwhile: () => Promise<void> | void,
): Promise<void> {
  const { terraform } = talk;
  const last = terraform.fault({ method: 'GET', path: LAST_READING[call], delayMilliseconds: READING_TAKES });
  await begin();
  await talk.until(() => last.met === 1, 'the last reading');
  await talk.stands(async () => {
    const nearby = terraform.fault({
      ...{ method: 'GET', path: /\/workspaces/, status: 429 },
      headers: { 'x-ratelimit-reset': HELD_FOR_SECONDS },
    });
    await talk.says('dia', '/tf-action other prod');
    await talk.until(() => nearby.met === 1, 'the 429 nearby');
  });
  await talk.passes(READING_TAKES);
  // What is read of people and of the store takes a few steps of the clock.
  for (let step = 0; step < 6; step += 1) await talk.passes(A_MOMENT);
  await talk.stands(async () => meanwhile());
}
