import type { JsonObject } from '../slack/json.ts';
import type { SlackSandbox } from '../slack/slack-sandbox.ts';

interface Drawn {
  readonly channel: string;
  readonly ts: string;
  readonly blocks: readonly JsonObject[];
}

/** The version of the message that contained this block. `undefined` if none did. */
export function findDrawn(
  slack: SlackSandbox,
  {
    person,
    channel,
    ts,
    block,
  }: { readonly person: string } & Pick<Drawn, 'channel' | 'ts'> & { readonly block: string },
): Drawn | undefined {
  const message = slack.message(channel, ts);
  const versions = message === undefined ? [] : [message, ...message.earlier.toReversed()];
  const ephemerals = slack.ephemeralsEverShown.filter((one) => one.for === person && one.ts === ts);
  const holds = (blocks: readonly JsonObject[]) => blocks.some(({ block_id }) => block_id === block);
  const found = [...versions, ...ephemerals.toReversed()].find(({ blocks }) => holds(blocks));
  return found === undefined ? undefined : { channel, ts, blocks: found.blocks };
}
