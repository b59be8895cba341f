import type { Conversation } from './conversation.ts';

/** The bot's last reading from HCP Terraform before it checks people and waits for its slot. */
const LAST_READING = {
  creating: /\/workspaces\/ws-[^/]+\?/,
  confirming: /\/_archivist\//,
} as const;

/** On the clock (milliseconds). */
const READING_TAKES = 6_000;
const A_MOMENT = 250;
/** The delay after the 429: longer than that reading, and short enough that the bot waits for its slot (seconds). */
const HELD_FOR_SECONDS = '12';

/**
 * Makes the bot recheck a request and then wait for its slot in HCP Terraform's rate limit, because another call just
 * got a 429. `begin` makes the call due. `meanwhile` runs during the wait, while the clock stands still.
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
  // The sandbox does not report a delayed call until it is answered.
  while (last.met === 0) await talk.passes(A_MOMENT);
  await talk.stands(async () => {
    const nearby = terraform.fault({
      ...{ method: 'GET', path: /\/workspaces/, status: 429 },
      headers: { 'x-ratelimit-reset': HELD_FOR_SECONDS },
    });
    await talk.says('dia', '/tf-action other prod');
    await talk.until(() => nearby.met === 1, 'the 429 nearby');
  });
  await talk.passes(READING_TAKES);
  // Reading people and the store takes a few steps of the clock.
  for (let step = 0; step < 6; step += 1) await talk.passes(A_MOMENT);
  await talk.stands(async () => meanwhile());
}
