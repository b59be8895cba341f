import type { DueWork } from '../flows/ports/due-work.ts';
import type { Metrics } from '../http/metrics.ts';

/** Wraps due work so that a metric says which leases this replica holds. */
export const measureLeases = (dueWork: DueWork, setLease: Metrics['setLease']): DueWork => ({
  ...dueWork,
  acquireLease: (name, run) => {
    setLease(name, false);
    dueWork.acquireLease(name, (signal, fence) => {
      setLease(name, true);
      signal.addEventListener('abort', () => setLease(name, false), { once: true });
      return run(signal, fence);
    });
  },
});
