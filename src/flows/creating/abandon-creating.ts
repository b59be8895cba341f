import type { Creation, Decide, HcpTerraform, RunToCreate } from '../ports/hcp-terraform.ts';

/**
 * Stops waiting for the answer to a creation once the signal says that the process ends. A call that was sent then counts
 * as unanswered, so the request says so in the store and any other process looks for the run at once. One that still waits
 * for its turn is not sent any more: that throws, so that another process takes the work.
 */
export function abandonCreating(terraform: HcpTerraform, signal: AbortSignal): HcpTerraform {
  return { ...terraform, createRun: (where, decide) => createUnlessEnding(terraform, signal, where, decide) };
}

function createUnlessEnding(
  terraform: HcpTerraform,
  signal: AbortSignal,
  where: Parameters<HcpTerraform['createRun']>[0],
  decide: Decide<RunToCreate>,
): Promise<Creation> {
  return new Promise((resolve, reject) => {
    let stage: 'waits' | 'is decided' | 'was sent' = 'waits';
    const abandon = (): void => {
      if (stage === 'waits')
        reject(new Error('The bot was stopped before the call that creates the run had its turn.'));
      if (stage === 'was sent') resolve({ kind: 'unknown', why: 'the bot was stopped before there was an answer' });
    };
    const decideUnlessEnding = async (): Promise<RunToCreate | undefined> => {
      if (signal.aborted) return undefined;
      stage = 'is decided';
      const run = await decide().catch((error: unknown) => {
        stage = 'waits';
        throw error;
      });
      stage = run === undefined ? 'waits' : 'was sent';
      // What is on the record as being created is sent all the same.
      if (signal.aborted && run !== undefined) abandon();
      return run;
    };
    if (signal.aborted) return abandon();
    signal.addEventListener('abort', abandon, { once: true });
    const forget = (): void => signal.removeEventListener('abort', abandon);
    terraform.createRun(where, decideUnlessEnding).then(resolve, reject).finally(forget);
  });
}
