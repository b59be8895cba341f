import { describe, expect, test } from 'vitest';
import { ADDRESS, CHANNEL, type Conversation, PEOPLE, startConversation } from '../conversation.ts';

describe('sixty requests at once in one channel', () => {
  const environments = Array.from({ length: 60 }, (_, index) => `e${index}`);
  const allowlist = JSON.stringify({
    version: 1,
    everywhere: { organization: 'acme', requesters: ['everyone'] },
    environments: Object.fromEntries(environments.map((name) => [name, { workspace: `acme-${name}` }])),
    actions: { cleanup: { address: ADDRESS, environments } },
  });

  const lastRead = ({ slack }: Conversation, name: keyof typeof PEOPLE): string =>
    slack
      .sees(PEOPLE[name], CHANNEL)
      .filter(({ isEphemeral }) => isEphemeral)
      .map((seen) => slack.readAloud(seen))
      .at(-1) ?? '';

  const endings = ({ slack }: Conversation): number =>
    slack.calls.filter(
      ({ method, arguments: given, status }) =>
        method === 'chat.postMessage' && status === 200 && /\*Succeeded\*: .*for <@/.test(String(given.text)),
    ).length;

  async function askAll(talk: Conversation): Promise<void> {
    const four = ['ana', 'ben', 'cem', 'dia'] as const;
    await Promise.all(
      four.map(async (name, index) => {
        for (const environment of environments.filter((_, position) => position % 4 === index)) {
          await talk.says(name, `/tf-action cleanup ${environment}`);
          const confirmation = await talk.sees(name, new RegExp(`Run cleanup in ${environment}\\?`));
          await talk.clicks(name, 'Run it', confirmation);
          // Asking again would replace an unconfirmed request.
          await talk.until(() => !/Run cleanup in e\d+\?/.test(lastRead(talk, name)), `${environment} to be confirmed`);
        }
      }),
    );
  }

  test('each message and thread ends right and says nothing twice, most writes are saved, and a digest bridges the time', async () => {
    const talk = await startConversation({ allowlist });
    for (const name of environments) {
      talk.terraform.addWorkspace({
        name: `acme-${name}`,
        actions: [{ address: 'action.aws_lambda_invoke.cleanup', moduleAddress: 'module.utils' }],
      });
    }
    await askAll(talk);
    await talk.sees('ben', /Slack is throttling this channel.*and \d+ more|are out of date and will update soon/s);
    for (let settled = 5; settled <= 60; settled += 5) {
      await talk.until(() => endings(talk) >= settled, `${settled} threads to end`);
    }
    await talk.sees('ben', /up to date again/);
    const seen = talk.slack.sees(PEOPLE.ben, CHANNEL).filter((one) => /Asked by/.test(talk.slack.readAloud(one)));
    expect(seen).toHaveLength(60);
    for (const request of seen) {
      expect(talk.read(request)).toMatch(/^:white_check_mark: Succeeded/);
      const said = talk.replies(request).join('\n');
      for (const once of ['The run was created', 'Planned', 'Confirmed', 'Succeeded:']) {
        expect(said.split(once), `${once} in ${said}`).toHaveLength(2);
      }
      expect(
        said
          .trimEnd()
          .split('\n')
          .findIndex((line) => /Succeeded:/.test(line)),
      ).toBeGreaterThan(2);
    }
    const writes = talk.slack.calls.filter(({ method }) => /chat\.(postMessage|update)/.test(method)).length;
    // A request changes six times with a redraw each, and has four replies.
    expect(writes).toBeLessThan((60 * (6 + 4)) / 2);
  }, 240_000);
});
