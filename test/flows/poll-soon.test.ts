import { expect, test } from 'vitest';
import { onePollAtATime } from '../../src/flows/following/poll-soon.ts';
import type { DueJob } from '../../src/flows/ports/due-work.ts';

const hint = (requestId: string): DueJob => ({ work: 'follow_run', requestId, attempt: 0, isHint: true });

interface Reading {
  readonly job: DueJob;
  readonly end: () => void;
  readonly fail: () => void;
}

function startReadings() {
  const begun: Reading[] = [];
  const perform = onePollAtATime(
    (job) =>
      new Promise<void>((resolve, reject) => {
        begun.push({ job, end: resolve, fail: () => reject(new Error('away')) });
      }),
  );
  return { begun, perform };
}

test('however many hints come while a run is read, it is read once more, after the last of them', async () => {
  const { begun, perform } = startReadings();
  const first = perform(hint('ana'));
  await Promise.all(Array.from({ length: 50 }, () => perform(hint('ana'))));
  expect(begun).toHaveLength(1);
  begun[0]?.end();
  await expect.poll(() => begun.length).toBe(2);
  begun[1]?.end();
  await first;
  expect(begun).toHaveLength(2);
  void perform(hint('ana'));
  expect(begun, 'one that comes later is read').toHaveLength(3);
});

test('another request and other work of the same one are not held up, and a failure leaves nothing behind', async () => {
  const { begun, perform } = startReadings();
  const first = perform(hint('ana'));
  void perform(hint('ben'));
  void perform({ work: 'follow_run', requestId: 'ana', attempt: 0 });
  expect(begun.map(({ job }) => job.requestId)).toEqual(['ana', 'ben', 'ana']);
  begun[0]?.fail();
  await expect(first).rejects.toThrow('away');
  void perform(hint('ana'));
  expect(begun).toHaveLength(4);
});
