import { withEmoji } from '../sandbox/page/blocks/emoji.ts';
import type { SeenMessage } from '../sandbox/slack/seen-message.ts';
import type { SlackSandbox } from '../sandbox/slack/slack-sandbox.ts';
import { DEMO } from './demo-team.ts';

/** The timeout of each step. The whole story takes a few seconds (milliseconds). */
const AT_MOST = 60_000;

/** Plays the main story, from the command to the verdict, and prints what people see. Returns the exit code. */
export async function playStory(slack: SlackSandbox, write: (line: string) => void): Promise<number> {
  const { ana, ben, channel } = DEMO;
  const waiting = { within: AT_MOST };
  const seen = (person: string, what: RegExp): SeenMessage | undefined =>
    slack.sees(person, channel).findLast((message) => what.test(slack.readAloud(message)));
  const show = (title: string, message: SeenMessage): void => {
    write(`\n${title}`);
    for (const line of withEmoji(slack.readAloud(message)).split('\n')) write(`    ${line}`);
  };

  write('Ana types in #prod-ops:  /tf-action cleanup prod older_than_days=7');
  await slack.says(ana, channel, '/tf-action cleanup prod older_than_days=7');
  const confirmation = await slack.until(() => seen(ana, /Run cleanup in prod\?/), {
    ...waiting,
    what: 'the confirmation',
  });
  show('Only Ana sees:', confirmation);

  write('\nAna presses Run it.');
  await slack.clicks(ana, 'Run it', confirmation);
  const request = await slack.until(() => seen(ben, /Awaiting approval/), { ...waiting, what: 'the request message' });
  show('Everybody in #prod-ops sees:', request);

  write('\nBen presses Approve, and confirms the dialog.');
  await slack.clicks(ben, 'Approve', request);
  const printed = new Set<string>();
  await slack.until(
    () => {
      for (const reply of slack.thread(channel, request.ts).slice(1)) {
        if (!printed.has(reply.ts)) show('In the thread:', reply);
        printed.add(reply.ts);
      }
      return seen(ana, /(Succeeded|Failed|Not invoked|Unresolved|Voided|Expired): cleanup in prod .*\nAsked by/);
    },
    { ...waiting, what: 'the verdict' },
  );
  const end = slack.message(channel, request.ts) ?? request;
  show('The request message at the end:', end);
  return /Succeeded/.test(slack.readAloud(end)) ? 0 : 1;
}
