import type { RefusalCode } from '../src/domain/refusal.ts';
import { PEOPLE, WORKSPACE } from './conversation.ts';
import {
  asButton,
  failsToPlan,
  type Provoked,
  pressing,
  provokingAllowlist,
  starts,
  typing,
  withBlankReason,
} from './provoking.ts';

/** The provocations of each refusal, run in this order on one bot. The last ones change the request first. */
export const REFUSALS: Readonly<Record<RefusalCode, Provoked>> = {
  unknown_command: {
    ...typing('ana', 'cleanup prod note="open'),
    sentence: /^A quote is not closed: “"open”\./,
    hint: /Write \/tf-action cleanup prod name=value\. Double quotes keep spaces together/,
  },
  unknown_action: {
    ...typing('ana', 'cleanupp prod'),
    sentence: /^There is no action “cleanupp” that you can run\./,
    hint: /Did you mean \/tf-action cleanup prod\?/,
  },
  unknown_environment: {
    ...typing('ana', 'cleanup prd'),
    sentence: /^There is no environment “prd” where you can run cleanup\./,
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
    ...typing('cem', 'theirs prod'),
    sentence: /^You can't request theirs in prod\./,
    hint: /Who can: @devs or @sre, and also in @devs.*\/tf-action list shows/,
  },
  wrong_channel: {
    ...typing('ana', 'other prod', 'C0SHARED01'),
    sentence: /^other in prod can't be requested in this channel\./,
    hint: /Ask in #prod-ops/,
  },
  shared_channel: {
    ...typing('ana', 'cleanup prod', 'C0SHARED01'),
    sentence: /^This channel is shared with people outside this Slack team, so nothing can be run from it\./,
    hint: /Ask in a channel of your own team/,
  },
  channel_not_writable: {
    ...typing('ana', 'cleanup prod', 'C0LONELY01'),
    sentence: /^I can't post in this channel, so nobody would see the request\./,
    hint: /Invite me with \/invite @tf-action, then ask again/,
  },
  not_in_direct_message: {
    who: 'ana',
    by: (talk) => talk.says('ana', '/tf-action cleanup prod', talk.slack.openDirectMessage(PEOPLE.ana).id),
    sentence: /^Others have to approve this, and they can't see a direct message\./,
    hint: /Ask in a channel that the approvers can see/,
  },
  workspace_not_found: {
    ...typing('ana', 'lost prod'),
    sentence: /^HCP Terraform has no workspace acme-gone in acme, or does not show it to the bot\./,
    hint: /Check the workspace's name in the allowlist, and that the bot's team can see it/,
  },
  workspace_unusable: {
    ...typing('ana', 'dated prod'),
    sentence: /^dated in prod cannot run: workspace acme-dated uses Terraform 1\.13\.9, which has no actions\./,
    hint: /Set its Terraform version to 1\.14 or later, then ask again/,
  },
  nobody_can_approve: {
    ...typing('ana', 'orphan prod'),
    sentence: /^Not enough people can approve orphan in prod for you\./,
    hint: /It needs one of @nobody. Nobody can approve their own request\. Ask somebody else to request it/,
  },
  too_long_to_show: {
    ...typing('ana', `wordy prod note=${'n'.repeat(500)}`),
    sentence:
      /^three \(1,000\), .*note \(500\) are together [\d,]+ characters too long: one message has to show everything that people decide on\./,
    hint: /Shorten them by [\d,]+ characters and ask again/,
  },
  unknown_word: {
    ...typing('ana', 'history clenup'),
    sentence: /^There is no action and no environment “clenup” with requests that you may see\./,
    hint: /Did you mean cleanup\?/,
  },
  command_too_long: {
    ...typing('ana', `cleanup prod note=${'x'.repeat(4_000)}`),
    sentence: /^That command has 4018 characters. The limit is 4000\./,
    hint: /Shorten it and try again/,
  },
  too_many_commands: {
    who: 'cem',
    by: async (talk) => {
      talk.edit(provokingAllowlist({ commands_per_minute: 1 }));
      await Promise.all(['list', 'list'].map((words) => talk.says('cem', `/tf-action ${words}`)));
      await talk.sees('cem', /more than 1 command in a minute/);
      talk.edit(provokingAllowlist());
    },
    sentence: /^You sent more than 1 command in a minute\. The allowlist allows no more per person\./,
    hint: /Try again in \d+ seconds?\./,
  },
  too_many_presses: {
    who: 'gil',
    by: async (talk, request) => {
      const presses = Array.from({ length: 121 }, () => talk.slack.clicks(PEOPLE.gil, 'Withdraw', request));
      await Promise.all(presses);
    },
    sentence: /^You pressed more than 120 buttons in a minute\. This one did nothing\./,
    hint: /Try again in \d+ seconds?\./,
  },
  frozen: {
    ...typing('ana', 'iced prod'),
    sentence: /^iced in prod is frozen by winter, until .*11:00/,
    hint: /Ask again once it is over\./,
  },
  not_frozen: {
    ...typing('ben', 'unfreeze prod'),
    sentence: /^prod is not frozen from chat\./,
    hint: /A freeze from the allowlist ends at its own time, or when it is removed from the file/,
  },
  frozen_longer: {
    who: 'cem',
    by: async (talk) => {
      await talk.says('ben', '/tf-action freeze cold 2h Migration is running');
      await talk.sees('ben', /cold is frozen/);
      await talk.says('cem', '/tf-action freeze cold 1h Me too');
    },
    sentence: /^cold is already frozen by @Ben until .*11:0\d AM \(Migration is running\)\./,
    hint: /use \/tf-action unfreeze cold, then freeze it again/,
  },
  not_an_operator: {
    ...typing('ana', 'freeze prod 2h Migration is running'),
    sentence: /^You can't freeze “prod”\./,
    hint: /Ask one of the environment's operators/,
  },
  not_your_request: {
    ...pressing('ben', 'Withdraw'),
    sentence: /^Only the person who asked can withdraw this\./,
    hint: /An approver can deny it/,
  },
  own_request: {
    ...pressing('ana', 'Approve'),
    sentence: /^You asked for this, so somebody else has to approve or deny it\./,
    hint: /The request message names who can\. To take the request back, press Withdraw/,
  },
  not_an_approver: {
    ...pressing('dia', 'Approve'),
    sentence: /^You can't approve cleanup in prod\./,
    hint: / can\.$/,
  },
  not_for_break_glass: {
    who: 'ben',
    by: async (talk, request) => {
      const before = talk.slack.ephemeralsEverShown.length;
      await talk.clicks('ben', 'Break glass', request);
      // The form opens first where rights take long to find out.
      const modal = await talk.until(
        () => talk.slack.views(PEOPLE.ben).at(-1) ?? talk.slack.ephemeralsEverShown.length > before,
        'the form, or a no',
      );
      if (modal !== true) await talk.slack.submits(PEOPLE.ben, modal.id, { reason: 'Orders fail' });
    },
    sentence: /^You can't break glass in prod\./,
    hint: / can\.$/,
  },
  reason_missing: {
    who: 'dia',
    by: async (talk, request) => {
      await talk.clicks('dia', 'Break glass', request);
      const modal = await talk.until(() => talk.slack.views(PEOPLE.dia).at(-1), 'the form');
      await talk.slack.submits(PEOPLE.dia, modal.id, { reason: 'Orders fail' }, { tamper: withBlankReason });
    },
    sentence: /^Breaking glass needs a reason\./,
    hint: /Press Break glass again and say why/,
  },
  nothing_to_review: {
    ...pressing('ben', 'Approve', asButton('close_review')),
    sentence: /^There is no open review here\./,
    hint: /The request message shows where it stands/,
  },
  own_review: {
    who: 'dia',
    by: async (talk) => {
      await talk.says('dia', '/tf-action iced prod');
      await talk.clicks('dia', 'Break glass', await talk.sees('dia', /You can break glass/));
      await talk.fills('dia', { reason: 'Orders fail' });
      const iced = await talk.sees('dia', /iced in prod[\s\S]*?Asked by/);
      await failsToPlan(talk, iced);
      await talk.clicks('dia', 'Close review', iced);
    },
    sentence: /^You took part in this, so somebody else has to review it\./,
    hint: /Ask an approver/,
  },
  cooldown: {
    who: 'ana',
    by: async (talk) => {
      await failsToPlan(talk, await starts(talk, 'rested prod'));
      await talk.says('ana', '/tf-action rested prod');
    },
    sentence: /^rested in prod ran recently and is in its cooldown\./,
    hint: /It can run again at .*10:\d\d AM\. @Ana ran it last, until .*9:\d\d AM\./,
  },
  max_open: {
    who: 'ana',
    by: async (talk) => {
      await starts(talk, 'crowded prod size=1');
      await talk.says('ana', '/tf-action crowded prod size=2');
    },
    sentence: /^crowded in prod already has 1 request open\. The allowlist allows 1 at once\./,
    hint: /Try again when one has ended\. See \/tf-action status/,
  },
  preview_not_known: {
    who: 'ben',
    by: async (talk) => {
      const previewed = await starts(talk, 'previewed prod');
      await talk.slack.clicks(PEOPLE.ben, 'Deny', previewed, { tamper: asButton('approve') });
    },
    sentence: /^The preview of this request is not ready yet, so nobody can approve it\./,
    hint: /When it is ready, the button Approve appears/,
  },
  too_many_open: {
    ...typing('ana', 'cleanup prod days=5'),
    sentence: /^You already have 3 requests open\. The allowlist allows 3 per person\./,
    hint: /Withdraw one, or wait until one has ended\. See \/tf-action status/,
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
    sentence: /^You already approved this\./,
    hint: /The request message says who still has to approve/,
  },
  request_voided: {
    who: 'cem',
    by: async (talk, request) => {
      talk.terraform.uploadConfiguration(WORKSPACE);
      await talk.clicks('cem', 'Approve', request);
    },
    sentence: /^This request is void: since it was asked, workspace acme-prod has a new configuration version/,
    hint: /Ask again\. The new request shows what would run now/,
  },
  request_moved_on: {
    ...pressing('cem', 'Approve'),
    sentence: /^This request was voided\./,
    hint: /The request message shows where it stands/,
  },
};
