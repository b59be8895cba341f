import type { Fence } from '../ports/due-work.ts';
import type { HcpTerraform } from '../ports/hcp-terraform.ts';
import type { RequestStore } from '../ports/request-store.ts';

/** This process stalled for so long that another one follows the runs now. */
class LostLease extends Error {
  constructor({ lease, token }: Fence) {
    super(`The lease ${lease} was acquired by another process (this one had token ${token}).`);
    this.name = 'LostLease';
  }
}

interface FencedDeps {
  readonly requests: Pick<RequestStore, 'move'>;
  readonly terraform: Pick<HcpTerraform, 'confirmRun' | 'discardRun' | 'cancelRun'>;
}

/**
 * Wraps the parts of a lease holder, which may have stalled without knowing it. Once another process holds the lease,
 * nothing is written and no run is confirmed, discarded or canceled. The lease is checked when the call has its share of
 * the rate limit, which may be a while after the run was read.
 */
export function fenced<Deps extends FencedDeps>(
  deps: Deps,
  fence: Fence,
  isLeaseHeld: (fence: Fence) => Promise<boolean>,
): Deps {
  const { requests, terraform } = deps;
  const checkLease = async (): Promise<void> => {
    if (!(await isLeaseHeld(fence))) throw new LostLease(fence);
  };
  const acting = (act: HcpTerraform['confirmRun']): HcpTerraform['confirmRun'] => {
    return (where, runId, decide) =>
      act(where, runId, async () => {
        await checkLease();
        return decide();
      });
  };
  return {
    ...deps,
    requests: { ...requests, move: (request, move) => requests.move(request, { ...move, fence }) },
    terraform: {
      ...terraform,
      confirmRun: acting(terraform.confirmRun),
      discardRun: acting(terraform.discardRun),
      cancelRun: acting(terraform.cancelRun),
    },
  };
}
