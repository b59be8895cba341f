import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RefusalCode } from '../../src/domain/refusal.ts';
import type { JsonObject } from '../../src/sandbox/slack/json.ts';
import type { SeenMessage } from '../../src/sandbox/slack/seen-message.ts';
import { allowlistWith, CHANNEL, type Conversation, PEOPLE, startConversation, WORKSPACE } from '../conversation.ts';

interface Provoked {
  /** Who is told so, and by doing what. */
  readonly who: keyof typeof PEOPLE;
  readonly by: (talk: Conversation, request: SeenMessage) => Promise<unknown>;
  readonly sentence: RegExp;
  /** What they can do next. */
  readonly hint: RegExp;
}

const typing = (who: keyof typeof PEOPLE, words: string, channel?: string): Pick<Provoked, 'who' | 'by'> => ({
  who,
  by: (talk) => talk.says(who, `/tf-action ${words}`, channel),
});
const pressing = (
  who: keyof typeof PEOPLE,
  button: string,
  tamper: (payload: JsonObject) => JsonObject = (payload) => payload,
): Pick<Provoked, 'who' | 'by'> => ({
  who,
  by: (talk, request) => talk.slack.clicks(PEOPLE[who], button, request, { asSeen: true, tamper }),
});

/** In this order on one bot: those at the end do something to the request first. */
const REFUSALS: Readonly<Record<RefusalCode, Provoked>> = {
  unknown_command: {
    ...typing('ana', 'cleanup prod note="open'),
    sentence: /^A quote is not closed\./,
    hint: /Write \/tf-action cleanup prod name=value; quotes keep spaces together/,
  },
  unknown_action: {
    ...typing('ana', 'cleanupp prod'),
    sentence: /^There is no action “cleanupp” that you may run\./,
    hint: /Did you mean cleanup\?/,
  },
  unknown_environment: {
    ...typing('ana', 'cleanup prd'),
    sentence: /^There is no environment “prd” in which you may run cleanup\./,
    hint: /Did you mean prod\?/,
  },
  environment_missing: {
    ...typing('ana', 'cleanup'),
    sentence: /^Say in which environment to run cleanup\./,
    hint: /For example \/tf-action cleanup prod. It can run in prod\./,
  },
  bad_parameter: {
    ...typing('ana', 'cleanup prod days=99'),
    sentence: /^days has to be a whole number from 1 to 9/,
    hint: /days/,
  },
  not_a_member: {
    ...typing('gil', 'cleanup prod'),
    sentence: /^Guests of this Slack team cannot use tf-action\./,
    hint: /Ask a full member of the team to do this/,
  },
  not_a_requester: {
    ...typing('cem', 'other prod'),
    sentence: /^You may not request other in prod\./,
    hint: /The allowlist names who may; ask one of them.*\/tf-action list shows what you may run here/,
  },
  wrong_channel: {
    ...typing('ana', 'other prod', 'C0SHARED01'),
    sentence: /^other in prod cannot be asked for here\./,
    hint: /Ask in #prod-ops/,
  },
  shared_channel: {
    ...typing('ana', 'cleanup prod', 'C0SHARED01'),
    sentence: /^This channel is shared with people outside this Slack team, so nothing is run from it\./,
    hint: /Ask in a channel of your own team/,
  },
  channel_not_writable: {
    ...typing('ana', 'cleanup prod', 'C0LONELY01'),
    sentence: /^I cannot write in this channel, so nobody would see the request\./,
    hint: /Invite me with \/invite @tf-action, then ask again/,
  },
  not_in_direct_message: {
    who: 'ana',
    by: (talk) => talk.says('ana', '/tf-action cleanup prod', talk.slack.openDirectMessage(PEOPLE.ana).id),
    sentence: /^This needs the approval of others, and nobody else can see a direct message\./,
    hint: /Ask in a channel that those who approve can see/,
  },
  workspace_not_found: {
    ...typing('ana', 'lost prod'),
    sentence: /^HCP Terraform has no workspace acme-gone in acme, or does not show it to the bot\./,
    hint: /Check the workspace's name in the allowlist, and that the bot's team may see it/,
  },
  not_your_request: {
    ...pressing('ben', 'Withdraw'),
    sentence: /^Only the person who asked can withdraw this\./,
    hint: /An approver can deny it/,
  },
  own_request: {
    ...pressing('ana', 'Approve'),
    sentence: /^You asked for this run, so someone else has to decide about it\./,
    hint: /Ask one of those named in the request message\. Withdraw takes the request back/,
  },
  not_an_approver: {
    ...pressing('dia', 'Approve'),
    sentence: /^You are not among those who may approve cleanup in prod\./,
    hint: /The request message names who may/,
  },
  request_gone: {
    ...pressing('ben', 'Approve', (payload) => ({
      ...payload,
      actions: [{ ...Object(Object(payload.actions)[0]), value: 'f'.repeat(32) }],
    })),
    sentence: /^I do not know this request\./,
    hint: /Ask again with \/tf-action/,
  },
  swapped_button: {
    ...pressing('ben', 'Approve', (payload) => ({
      ...payload,
      container: { ...Object(payload.container), message_ts: '1700000000.000001' },
    })),
    sentence: /^This button does not belong to a request in this place\./,
    hint: /Use the buttons of the request message itself/,
  },
  already_decided: {
    who: 'ben',
    by: async (talk, request) => {
      await talk.clicks('ben', 'Approve', request);
      await talk.until(() => /1 of 2/.test(talk.read(request)), 'one of two');
      await talk.clicks('ben', 'Approve', request);
    },
    sentence: /^You approved this already\./,
    hint: /The request message says who is still to approve/,
  },
  request_voided: {
    who: 'cem',
    by: async (talk, request) => {
      talk.terraform.uploadConfiguration(WORKSPACE);
      await talk.clicks('cem', 'Approve', request);
    },
    sentence: /^This request is void: since it was asked, workspace acme-prod has a new configuration version/,
    hint: /Ask again, and it is confirmed and approved as it is now/,
  },
  request_moved_on: {
    ...pressing('cem', 'Approve'),
    sentence: /^This request was voided\./,
    hint: /The request message shows where it stands/,
  },
};

test('every code of a refusal is in the table of provocations', () => {
  const source = readFileSync(join(import.meta.dirname, '../../src/domain/refusal.ts'), 'utf8');
  const codes = [...source.matchAll(/^ {2}\| '([a-z_]+)'/gm)].map(([, code]) => code);
  expect(Object.keys(REFUSALS).sort()).toEqual(codes.sort());
});

const approval = { required: [{ from: 'sre', count: 2 }] };

function allowlist(): string {
  const written = JSON.parse(allowlistWith({ approval }));
  written.actions.cleanup.parameters = {
    days: { variable: 'days', type: 'integer', minimum: 1, maximum: 9, default: 3 },
  };
  written.actions.other = { ...written.actions.other, requesters: ['devs'], channels: ['prod-ops'] };
  written.actions.lost = { ...written.actions.other, environments: { prod: { workspace: 'acme-gone' } } };
  return JSON.stringify(written);
}

test('each no says which rule said it, and what to do next, to the person alone', async () => {
  const talk = await startConversation({ allowlist: allowlist() });
  const members = Object.values(PEOPLE);
  talk.slack.addChannel({ id: 'C0SHARED01', name: 'shared', members, botIsMember: true, isExtShared: true });
  talk.slack.addChannel({ id: 'C0LONELY01', name: 'lonely', members, botIsMember: false });
  const request = await talk.asks('ana');
  for (const [code, { who, by, sentence, hint }] of Object.entries(REFUSALS)) {
    const before = talk.slack.ephemeralsEverShown.length;
    await by(talk, request);
    const shown = await talk.until(() => talk.slack.ephemeralsEverShown[before], `${who} to be told ${code}`);
    const said = talk.slack.readAloud(shown);
    expect(shown.for, code).toBe(PEOPLE[who]);
    expect(said, code).toMatch(sentence);
    expect(said.split('\n').slice(1).join('\n'), code).toMatch(hint);
  }
  expect(talk.slack.ephemeralsEverShown).toHaveLength(Object.keys(REFUSALS).length + 2);
  expect(talk.slack.sees(PEOPLE.ben, CHANNEL).filter(({ isEphemeral }) => !isEphemeral)).toHaveLength(1);
  expect(talk.terraform.runs(WORKSPACE)).toEqual([]);
});
