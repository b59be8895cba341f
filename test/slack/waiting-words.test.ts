import { describe, expect, test } from 'vitest';
import type { ActionRequest, Blocked } from '../../src/domain/request.ts';
import { RUN_STATUSES } from '../../src/domain/run-status.ts';
import { buttonsOf } from '../../src/slack/views/request-buttons.ts';
import { whatItWaitsFor } from '../../src/slack/views/waiting-words.ts';
import { anasRequest, someRun } from '../store/requests.ts';

const ADDRESS = 'https://app.terraform.example';
const SINCE = new Date('2026-03-02T03:20:00.000Z');
const DEADLINE = new Date('2026-03-02T04:20:00.000Z');

const running = (status: string, more: Partial<ActionRequest> = {}): ActionRequest =>
  anasRequest({
    ...{ state: 'running', runId: 'run-1', run: { ...someRun, status }, deadline: DEADLINE },
    ...more,
  });
const waits = (request: ActionRequest): string => whatItWaitsFor(request, ADDRESS) ?? '';
const labels = (request: ActionRequest): readonly string[] => buttonsOf(request).map(({ text }) => text.text);

describe('behind another run', () => {
  const behind = (more: Partial<Blocked>): ActionRequest =>
    running('pending', {
      blocked: { by: 'run', run: 'run-9', what: 'run-9 (planned)', who: 'mia', since: SINCE, ...more },
    });

  test.each<readonly [Partial<Blocked>, RegExp]>([
    [{ needs: 'confirmation' }, /which waits to be confirmed since .* Somebody has to confirm or discard it first/],
    [
      { needs: 'decision' },
      /which waits for a decision about a policy or a run task since .* Somebody has to decide or discard it first, in HCP Terraform/,
    ],
  ])(
    'that waits for a person (%o): whose it is, what has to be done there, and never that it goes on by itself',
    (more, said) => {
      const text = waits(behind(more));
      expect(text).toMatch(said);
      expect(text).toContain('by mia');
      expect(text).toContain(`<${ADDRESS}/app/acme/workspaces/acme-prod/runs/run-9|run-9>`);
      expect(text).not.toMatch(/by itself/);
      expect(text).toMatch(/The request expires at .*\*More time\* restarts the clock/);
    },
  );

  test('that is one of ours: where its request stands, too', () => {
    const link = 'https://acme.slack.com/archives/C0PRODOPS1/p9';
    expect(waits(behind({ needs: 'confirmation', request: link }))).toContain(`<${link}|its request>`);
  });

  test('that moves: it goes on by itself', () => {
    expect(waits(behind({ what: 'run-9 (planning)' }))).toMatch(/\(planning\) by mia since .*It continues after that/);
  });
});

describe('a run on which nothing works yet', () => {
  const queued = (status: string, more: Partial<ActionRequest> = {}): ActionRequest =>
    running(status, { blocked: { by: 'queue', what: status, who: undefined, since: SINCE }, ...more });

  test.each<readonly [string, Partial<ActionRequest>, RegExp]>([
    [
      'plan_queued',
      { executionMode: 'agent' },
      /no agent of the workspace's pool has taken the run .* an agent of the pool is running and free/,
    ],
    ['queuing', { executionMode: 'remote' }, /no free worker .* once another run of the organization has ended/],
    ['plan_queued', {}, /no agent or worker has taken the run/],
    ['fetching', {}, /fetching the configuration .* version control/],
    ['pre_plan_running', {}, /run task .* has not ended/],
  ])(
    '%s with %o: what it waits for, since when, what can be done, and a way to give it more time',
    (status, more, said) => {
      const request = queued(status, more);
      const text = waits(request);
      expect(text).toMatch(said);
      expect(text).toMatch(/since .*The request expires at .*\*More time\* restarts the clock/);
      expect(labels(request)).toContain('More time');
    },
  );

  test.each(['confirmed', 'pre_apply_completed', 'queuing_apply', 'apply_queued'])(
    '%s is not applying yet',
    (status) => {
      const confirmed = { confirmedAt: SINCE, confirmedBy: 'U0BEN00001', deadline: undefined, executionMode: 'agent' };
      expect(waits(running(status, confirmed))).toMatch(/^Confirmed by <@U0BEN00001>; waiting to be applied\.$/);
      const text = waits(queued(status, confirmed));
      expect(text).toMatch(/Confirmed by <@U0BEN00001>.* no agent .*since/);
      expect(text).not.toMatch(/applying/i);
      expect(labels(queued(status, confirmed))).toEqual(['Cancel run']);
    },
  );

  test('for a moment that is not worth a word: nothing more is said, and no button comes and goes', () => {
    expect(labels(running('plan_queued'))).toEqual(['Cancel run']);
  });

  test('no status that HCP Terraform has is said as applying but applying itself', () => {
    for (const status of Object.keys(RUN_STATUSES).filter((one) => one !== 'applying')) {
      expect(waits(running(status, { confirmedAt: SINCE, confirmedBy: 'bot' })), status).not.toMatch(/applying/i);
    }
  });
});

describe('a request that a freeze holds', () => {
  const heldBy = { name: 'sale', from: SINCE, until: new Date('2026-03-02T05:00:00.000Z') };

  test('waiting for approvals: their time stands still', () => {
    expect(waits(anasRequest({ state: 'awaiting_approval', heldBy, deadline: DEADLINE }))).toMatch(
      /Frozen\* by sale, until .*Nothing is approved before that\. The approval deadline is paused until then/,
    );
  });

  test('approved: it goes on by itself, unless its time to start ends before the freeze does', () => {
    const approved = anasRequest({ state: 'approved', heldBy });
    expect(waits({ ...approved, deadline: new Date('2026-03-02T06:00:00.000Z') })).toMatch(/It continues then/);
    const late = waits({ ...approved, deadline: DEADLINE });
    expect(late).toMatch(/Its run had to start by .* so it expires unless the freeze is lifted before/);
    expect(late).not.toMatch(/by itself/);
  });
});
