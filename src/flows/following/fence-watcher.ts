import type { Fence } from '../ports/due-work.ts';
import type { HcpTerraform } from '../ports/hcp-terraform.ts';
import type { RequestRecord } from '../ports/request-store.ts';

/** This process stood still for so long that another one follows the runs by now. */
class LostPlace extends Error {
  constructor({ place, epoch }: Fence) {
    super(`The place ${place} was taken by somebody else since it was held (epoch ${epoch}).`);
    this.name = 'LostPlace';
  }
}

interface FencedDeps {
  readonly record: Pick<RequestRecord, 'move'>;
  readonly terraform: Pick<HcpTerraform, 'confirmRun' | 'discardRun' | 'cancelRun'>;
}

/**
 * The parts of whoever holds a place, who may have stood still without knowing it: nothing is written, and no run is
 * confirmed, discarded or canceled, once somebody else holds the place. That is asked when the call has its turn in the
 * rate limit, which may be a while after the run was read.
 */
export function fenced<Deps extends FencedDeps>(
  deps: Deps,
  fence: Fence,
  holds: (fence: Fence) => Promise<boolean>,
): Deps {
  const { record, terraform } = deps;
  const held = async (): Promise<void> => {
    if (!(await holds(fence))) throw new LostPlace(fence);
  };
  const acting = (act: HcpTerraform['confirmRun']): HcpTerraform['confirmRun'] => {
    return (where, runId, decide) =>
      act(where, runId, async () => {
        await held();
        return decide();
      });
  };
  return {
    ...deps,
    record: { ...record, move: (request, move) => record.move(request, { ...move, fence }) },
    terraform: {
      ...terraform,
      confirmRun: acting(terraform.confirmRun),
      discardRun: acting(terraform.discardRun),
      cancelRun: acting(terraform.cancelRun),
    },
  };
}
