import type { SeenMessage } from '../src/sandbox/slack/seen-message.ts';
import type { SlackSandbox } from '../src/sandbox/slack/slack-sandbox.ts';
import type { TerraformSandbox } from '../src/sandbox/terraform/server.ts';
import type { Conversation } from './conversation.ts';
import { CHANNEL, type Name, PEOPLE } from './team.ts';

/** Looks again after every change in either sandbox; a look that throws ends the wait. */
function untilIn(slack: SlackSandbox, terraform: TerraformSandbox): Conversation['until'] {
  return (look, what) =>
    new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        clearTimeout(tooLate);
        for (const unsubscribe of subscriptions) unsubscribe();
        settle();
      };
      const tooLate = setTimeout(() => end(() => reject(new Error(`Waited in vain for ${what}.`))), WAIT_AT_MOST);
      const check = (): void => {
        try {
          const seen = look();
          if (seen !== undefined && seen !== false) end(() => resolve(seen));
        } catch (error) {
          end(() => reject(error));
        }
      };
      const subscriptions = [slack.subscribe(check), terraform.subscribe(check)];
      check();
    });
}

/** Of real time (milliseconds). Where tests are meant to fail, nobody wants to wait that long. */
const WAIT_AT_MOST = Number(process.env.TF_ACTION_TEST_WAITS ?? 30_000);

/** What people do and see. */
export function talk(slack: SlackSandbox, terraform: TerraformSandbox, stirs: () => void) {
  const until = untilIn(slack, terraform);
  const sees = (name: Name, what: RegExp, channel: string = CHANNEL): Promise<SeenMessage> =>
    until(
      () => slack.sees(PEOPLE[name], channel).findLast((message) => what.test(slack.readAloud(message))),
      `${name} to see ${what}`,
    );
  const clicks = async (name: Name, button: string, where: SeenMessage): Promise<void> => {
    stirs();
    await slack.clicks(PEOPLE[name], button, where);
  };
  const says = async (name: Name, text: string, channel: string = CHANNEL): Promise<void> => {
    stirs();
    const { failure } = await slack.says(PEOPLE[name], channel, text);
    if (failure !== undefined) throw new Error(`Slack told ${name}: ${failure}`);
  };
  const replies = ({ ts }: SeenMessage): readonly string[] =>
    slack
      .thread(CHANNEL, ts)
      .slice(1)
      .map((reply) => slack.readAloud(reply));
  return {
    ...{ until, sees, clicks, says, replies },
    asks: async (name: Name, text = '/tf-action cleanup prod') => {
      await says(name, text);
      const confirmation = await sees(name, /Run cleanup in prod\?/);
      await clicks(name, 'Run it', confirmation);
      return sees(name, /asked by/);
    },
    fills: async (name: Name, values: Readonly<Record<string, string>>) => {
      const modal = await until(() => slack.views(PEOPLE[name]).at(-1), `a modal for ${name}`);
      stirs();
      await slack.submits(PEOPLE[name], modal.id, values);
    },
    thread: (request: SeenMessage, what: RegExp) =>
      until(() => replies(request).find((reply) => what.test(reply)), `the thread to say ${what}`),
    read: (message: SeenMessage) => slack.readAloud(slack.message(CHANNEL, message.ts) ?? message),
    buttons: (message: SeenMessage) =>
      slack.buttons(slack.message(CHANNEL, message.ts) ?? message).map(({ label }) => label),
  };
}
