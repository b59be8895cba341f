import { describe, expect, test } from 'vitest';
import { type Conversation, PEOPLE, startConversation } from '../conversation.ts';

const HELP = /\/tf-action list/;

/** Waits until Ana sees the help in her direct message with the bot. */
const helpInDirectMessage = (talk: Conversation): Promise<unknown> =>
  talk.sees('ana', HELP, talk.slack.openDirectMessage(PEOPLE.ana).id);

const methodsOf = ({ slack }: Conversation): readonly string[] =>
  slack.calls
    .map(({ method }) => method)
    .filter((method) => ['response_url', 'chat.postEphemeral', 'chat.postMessage'].includes(method));

describe('what ana alone is told', () => {
  test.each(['expired_url', 'used_url', 'ratelimited'])(
    'comes as an ephemeral where the response_url answers 200 and "%s"',
    async (error) => {
      const talk = await startConversation();
      talk.slack.fault({ method: 'response_url', kind: 'error', error });
      await talk.says('ana', '/tf-action help');
      await talk.sees('ana', HELP);
      expect(methodsOf(talk)).toEqual(['response_url', 'chat.postEphemeral']);
    },
  );

  test.each([
    ['refuses it in words', { kind: 'error', error: 'ratelimited' }],
    ['answers 429', { kind: 'ratelimited', retryAfter: 30 }],
    ['answers 503', { kind: 'status', status: 503 }],
    ['breaks the connection', { kind: 'refused' }],
  ] as const)('comes as a direct message where the ephemeral %s as well', async (_, how) => {
    const talk = await startConversation();
    talk.slack.fault({ method: 'response_url', kind: 'error', error: 'expired_url' });
    talk.slack.fault({ method: 'chat.postEphemeral', times: 2, ...how });
    await talk.says('ana', '/tf-action help');
    await helpInDirectMessage(talk);
  });
});
