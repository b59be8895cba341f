import type { KnownBlock } from '@slack/types';
import type { ActionRequest } from '../../domain/request.ts';
import type { ListedRequests, WaitingForYou, Wanted } from '../../domain/waits-for-person.ts';
import { nameOf, sayRoughly } from './entry-words.ts';
import { listWhole } from './list-whole.ts';
import { type Message, message, section } from './message.ts';
import { escapeText, linkTo, mentionPerson, sayWhen } from './mrkdwn.ts';
import { STATE_SIGNS, STATE_WORDS } from './state-words.ts';

/** The answer to `/tf-action status`: first what waits for the person, then other requests. */
export function renderRequests({ yours, others }: ListedRequests): Message {
  if (yours.length + others.length === 0) {
    const none = 'There are no requests that you can see.';
    return message(none, [section(none)]);
  }
  const nothing = section('*Nothing waits for you.*');
  return listWhole<KnownBlock>({
    text: yours.length === 0 ? 'Nothing waits for you' : 'Waiting for you',
    before: yours.length === 0 ? [nothing] : [section('*Waiting for you*')],
    lines: [
      ...yours.map((one) => section(sayYours(one))),
      ...others.map((request, index) => section(`${index === 0 ? '*Other requests*\n' : ''}${sayRequest(request)}`)),
    ],
    draw: (shown) => shown,
  });
}

const WANTED: Readonly<Record<Wanted, string>> = {
  approve: 'Approve or deny it',
  confirm: 'Confirm or discard the planned run',
  discard: 'Discard the planned run here, or confirm it in HCP Terraform',
  review: 'Check why the glass was broken, then close the review',
};

function sayYours({ request, wanted }: WaitingForYou): string {
  const { deadline } = request;
  const until = deadline === undefined || wanted === 'review' ? '' : `, by ${sayWhen(deadline, 'day_and_time')}`;
  return `${sayHead(request)}\n*${WANTED[wanted]}*${until} · asked by ${mentionPerson(request.requester)}`;
}

/** A request in two short lines: its state, entry and parameters; then who took part and how long it took. */
export function sayRequest(request: ActionRequest): string {
  const { settledAt, startedAt, askedAt } = request;
  const began = startedAt ?? askedAt;
  const lasted = settledAt === undefined ? undefined : sayRoughly(settledAt.getTime() - began.getTime());
  const took = lasted === undefined ? '' : ` · ${request.runId === undefined ? 'ended after' : 'took'} ${lasted}`;
  return `${sayHead(request)}\n${sayPeople(request)} · ${sayWhen(began, 'day_and_time')}${took}`;
}

/** The most characters of parameters in one line. */
const LONGEST_PARAMETERS = 200;

function sayHead(request: ActionRequest): string {
  const { state, asked, permalink } = request;
  const name = nameOf(asked.entry);
  const shown = permalink === undefined ? name : linkTo(permalink, name);
  const parameters = Object.entries(asked.parameters).map(([parameter, value]) => ` · ${parameter} = ${value}`);
  return `${STATE_SIGNS[state]} *${STATE_WORDS[state]}*: ${shown}${escapeText(parameters.join(''), LONGEST_PARAMETERS)}`;
}

function sayPeople({ requester, decisions, brokenGlass }: ActionRequest): string {
  const approvers = decisions.filter(({ kind }) => kind === 'approve').map(({ person }) => mentionPerson(person));
  const denial = decisions.find(({ kind }) => kind === 'deny');
  return [
    `Asked by ${mentionPerson(requester)}`,
    ...(approvers.length === 0 ? [] : [`approved by ${approvers.join(' and ')}`]),
    ...(denial === undefined ? [] : [`denied by ${mentionPerson(denial.person)}`]),
    ...(brokenGlass === undefined ? [] : [`glass broken by ${mentionPerson(brokenGlass.person)}`]),
  ].join(', ');
}
