import { expect, inject, test } from 'vitest';
import { PEOPLE, WORKSPACE } from '../conversation.ts';
import { confirmedRuns, createCalls, expectAtMostOneApplied } from '../one-run.ts';
import { startReplicas, type TwoReplicas } from './two-replicas.ts';

const BY_ITSELF = { planning: 200, applying: 200, step: 100 };
const ENDS = ['SIGKILL', 'SIGTERM'] as const;

const server = inject('postgres');
const place = { url: server ?? '', template: inject('postgresTemplate') };

/** The process that has noted so of the request, which is the only one that knows what it does next. */
const whoNoted = (replicas: TwoReplicas, event: RegExp) =>
  Promise.race([replicas.first, replicas.second].map((one) => one.writes(event).then(() => one)));

const hanging = (terraform: TwoReplicas['terraform'], action: 'apply' | 'discard' | 'cancel') =>
  terraform.fault({ method: 'POST', path: new RegExp(`/actions/${action}$`), hang: true, effect: 'none' });

// One process is gone for good while its call has no answer. The other one has to end what it began.
if (server !== undefined) {
  test.each(ENDS)(
    '%s while the call for the run has no answer: the other adopts the run',
    async (signal) => {
      const replicas = await startReplicas(place, { pace: BY_ITSELF });
      const { terraform } = replicas;
      terraform.faultCreating('hangs, created');
      const request = await replicas.asks('ana');
      const gone = await whoNoted(replicas, /"state":"creating","event":"create"/);
      await replicas.whenever(() => terraform.runs(WORKSPACE).length > 0);
      gone.signal(signal);
      await gone.ended;
      await replicas.thread(request.ts, /The run was found/);
      await replicas.thread(request.ts, /Succeeded/);
      expect(createCalls(terraform)).toHaveLength(1);
      expectAtMostOneApplied(terraform);
      expect(replicas.replies(request.ts)).toEqual([...new Set(replicas.replies(request.ts))]);
    },
    150_000,
  );

  test.each(ENDS)(
    '%s while the call for the preview has no answer: the other finds the preview',
    async (signal) => {
      const entry = { preview: true, approval: { required: [{ from: 'sre' }] } };
      const replicas = await startReplicas(place, { pace: BY_ITSELF, entry });
      const { terraform } = replicas;
      terraform.faultCreating('hangs, created');
      await replicas.asks('ana');
      await replicas.whenever(() => terraform.runs(WORKSPACE).length > 0);
      const gone = await whoNoted(replicas, /"state":"awaiting_approval","event":"note","person":"bot"/);
      gone.signal(signal);
      await gone.ended;
      await replicas.sees('ana', /Awaiting approval.*Preview: invokes 1 action/s);
      expect(createCalls(terraform)).toHaveLength(1);
    },
    150_000,
  );

  test.each(ENDS)(
    '%s while the confirmation has no answer: the other confirms the same run',
    async (signal) => {
      const replicas = await startReplicas(place, { pace: BY_ITSELF });
      const { terraform, first } = replicas;
      const fault = hanging(terraform, 'apply');
      const request = await replicas.asks('ana');
      await replicas.whenever(() => fault.met === 1);
      first.signal(signal);
      await first.ended;
      await replicas.thread(request.ts, /Succeeded/);
      expect(createCalls(terraform)).toHaveLength(1);
      expect(confirmedRuns(terraform)).toHaveLength(2);
      expectAtMostOneApplied(terraform);
    },
    150_000,
  );

  test.each(ENDS)(
    '%s while the discard has no answer: the other discards the run',
    async (signal) => {
      const replicas = await startReplicas(place, { entry: { apply: 'by_hand' } });
      const { terraform, slack } = replicas;
      const request = await replicas.asks('ana');
      const run = await replicas.whenever(() => terraform.runs(WORKSPACE).at(0)?.id);
      terraform.advanceTo(run, 'planned');
      const waiting = await replicas.sees('ana', /\[Confirm and apply\]/);
      const fault = hanging(terraform, 'discard');
      await slack.clicks(PEOPLE.ana, 'Discard', waiting);
      await replicas.whenever(() => fault.met === 1);
      const gone = await whoNoted(replicas, /"event":"note","person":"U0ANA00001"/);
      gone.signal(signal);
      await gone.ended;
      await replicas.thread(request.ts, /Discarded/);
      expect(confirmedRuns(terraform)).toEqual([]);
      expect(terraform.runs(WORKSPACE)).toMatchObject([{ status: 'discarded' }]);
    },
    150_000,
  );
}
