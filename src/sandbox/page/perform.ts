import type { Place } from '../slack/interaction-target.ts';
import type { Deed, DeedOf } from './deed.ts';
import { findDrawn } from './find-drawn.ts';
import type { PageOptions } from './options.ts';
import { outcomeKey } from './panes/render-workspace.ts';
import type { PageState } from './regions.ts';

/** Performs an action from the page. Rejects with a message for the person if the sandbox refuses it. */
export async function perform(deed: Deed, options: PageOptions, state: PageState): Promise<void> {
  const { slack, terraform } = options;
  switch (deed.do) {
    case 'say':
      return say(deed, options);
    case 'press':
      return press(deed, options);
    case 'choose':
      return void (await slack.chooses(deed.person, deed.action, deed.choice, whereOf(deed), valuesOf(deed)));
    case 'submit':
      return void (await slack.submits(deed.person, deed.view, deed.values));
    case 'close':
      return void (await slack.closes(deed.person, deed.view));
    case 'dismiss':
      return void state.dismissed.add(deed.ts);
    case 'decide':
      return terraform[deed.decision](deed.run, nameOf(deed.person, options));
    case 'workspace':
      return changeWorkspace(deed, options);
    case 'outcome':
      terraform.setOutcome(deed.workspace, deed.address, deed.outcome);
      return void state.outcomes.set(outcomeKey(deed.workspace, deed.address), deed.outcome);
  }
}

/** Slack's rule: app commands do not work in threads. This is Slack's answer. */
async function say({ person, channel, text, thread }: DeedOf<'say'>, { slack }: PageOptions): Promise<void> {
  const command = /^\/\S+/.exec(text)?.[0];
  if (command === undefined) return void slack.writes(person, channel, escaped(text), thread);
  if (thread !== undefined) throw new Error(`${command} is not supported in threads. Sorry!`);
  await slack.says(person, channel, text);
}

/** Escapes typed text like Slack's own client: nobody types markup of links by hand. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The press applies to the message that the person saw, even if it was redrawn while its dialog was open. */
async function press(deed: DeedOf<'press'>, { slack }: PageOptions): Promise<void> {
  const choice = {
    actionId: deed.action,
    blockId: deed.block,
    ...(deed.value === undefined ? {} : { value: deed.value }),
  };
  if ('view' in deed.place) return void (await slack.clicks(deed.person, choice, whereOf(deed), valuesOf(deed)));
  const drawn = findDrawn(slack, { person: deed.person, ...deed.place, block: deed.block });
  await slack.clicks(deed.person, choice, drawn ?? deed.place, { asSeen: drawn !== undefined });
}

function whereOf({ place }: DeedOf<'press' | 'choose'>): Place {
  return 'view' in place ? { viewId: place.view } : place;
}

function valuesOf({ place }: DeedOf<'press' | 'choose'>): Pick<DeedOf<'submit'>, 'values'> | undefined {
  return 'view' in place && place.values !== undefined ? { values: place.values } : undefined;
}

function changeWorkspace({ person, workspace, what }: DeedOf<'workspace'>, options: PageOptions): void {
  const { terraform } = options;
  const by = nameOf(person, options);
  if (what === 'lock') terraform.lock(workspace, { by, reason: 'Locked on the page of the sandbox' });
  if (what === 'unlock') terraform.unlock(workspace);
  if (what === 'start_run') terraform.startOtherRun(workspace, { by, message: `An ordinary run of ${by}` });
}

function nameOf(person: string, { slack }: PageOptions): string {
  return slack.people.find(({ id }) => id === person)?.name ?? person;
}
