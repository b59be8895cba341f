import type { KnownBlock } from '@slack/types';
import { expect, test } from 'vitest';
import type { ActionRequest } from '../../src/domain/request.ts';
import { renderConfirmation } from '../../src/slack/views/confirmation.ts';
import { renderMilestone } from '../../src/slack/views/milestone-reply.ts';
import { renderRequest } from '../../src/slack/views/request-message.ts';
import { standings } from '../standings.ts';

/** The buttons of each standing, in their order. One that is not named has none. */
const OFFERED: Readonly<Record<string, readonly string[]>> = {
  'unconfirmed, not pressed yet': ['Run it', 'Cancel'],
  'unconfirmed, not pressed yet, frozen': ['Break glass', 'Cancel'],
  'unconfirmed, not pressed yet, nobody to approve': ['Break glass', 'Cancel'],
  'awaiting_approval, plain': ['Approve', 'Deny', 'Withdraw'],
  'awaiting_approval, its glass can be broken': ['Approve', 'Deny', 'Break glass', 'Withdraw'],
  'awaiting_approval, reminded': ['Approve', 'Deny', 'Withdraw'],
  'awaiting_approval, frozen': ['Deny', 'Withdraw'],
  'awaiting_approval, preview due': ['Deny', 'Withdraw'],
  'awaiting_approval, preview asked for': ['Deny', 'Withdraw'],
  'awaiting_approval, preview planning': ['Deny', 'Withdraw'],
  'awaiting_approval, preview queued for long': ['Deny', 'Withdraw', 'More time'],
  'awaiting_approval, preview passed': ['Approve', 'Deny', 'Withdraw'],
  'approved, plain': ['Withdraw'],
  'approved, tried again later': ['Withdraw'],
  'approved, frozen': ['Withdraw'],
  'approved, frozen, its glass can be broken': ['Break glass', 'Withdraw'],
  'approved, the workspace busy': ['Withdraw', 'More time'],
  'approved, preview due': ['Withdraw'],
  'approved, preview asked for': ['Withdraw'],
  'approved, preview planning': ['Withdraw'],
  'approved, preview passed': ['Withdraw'],
  'creating, the call under way': ['Withdraw'],
  'creating, the call without an answer': ['Withdraw'],
  'running, pending': ['Withdraw'],
  'running, pending behind a lock': ['Withdraw', 'More time'],
  'running, planning': ['Cancel run'],
  'running, waiting for a person': ['Withdraw'],
  'running, planned, waiting for a person': ['Confirm and apply', 'Discard'],
  'running, planned, and the token cannot apply': ['Discard'],
  'running, a policy waits in HCP Terraform': ['Discard'],
  'running, being confirmed': ['Cancel run'],
  'running, its confirmation sent again': ['Discard'],
  'running, planned without a limit': ['Cancel run'],
  'running, held before its apply': ['Cancel run'],
  'running, applying': ['Cancel run'],
  'running, ended too late': ['Cancel run'],
  'running, no verdict yet': ['Cancel run'],
  'running, its glass broken': ['Withdraw'],
  'failed, its review open': ['Close review'],
};

const labelsIn = (blocks: readonly KnownBlock[]): readonly string[] =>
  blocks
    .flatMap((block) => (block.type === 'actions' ? block.elements : []))
    .map((one) => ('text' in one && one.text.text) || '');

const shownOf = (request: ActionRequest): readonly KnownBlock[] =>
  request.state === 'unconfirmed' ? renderConfirmation(request).blocks : renderRequest(request, { address: '' }).blocks;

test.each(standings)('$name: the buttons that can do something, and no other', ({ name, request }) => {
  expect(labelsIn(shownOf(request))).toEqual(OFFERED[name] ?? []);
});

test('the thread says that it can be approved now only where Approve is there', () => {
  const previewed = { kind: 'previewed', runId: 'run-0', invocations: 1 } as const;
  const said = standings.filter(({ request }) =>
    /can now be approved/.test(renderMilestone(request, previewed, '').text),
  );
  expect(said.map(({ name }) => name)).toEqual(
    Object.keys(OFFERED).filter((name) => OFFERED[name]?.includes('Approve')),
  );
});

test('every standing of that table exists', () => {
  const names = standings.map(({ name }) => name);
  expect(Object.keys(OFFERED).filter((name) => !names.includes(name))).toEqual([]);
});
