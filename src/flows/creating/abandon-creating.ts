import type { Creation, Decide, HcpTerraform, RunToCreate } from '../ports/hcp-terraform.ts';

/**
 * Stops waiting for the response to a creation when the process ends. A call that was sent counts as unanswered; the
 * request records that, so another process searches for the run at once. A call that still waits for the rate limit is
 * not sent; this throws, so that another process takes the job.
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
      // If the request is already stored as being created, the call is sent all the same.
      if (signal.aborted && run !== undefined) abandon();
      return run;
    };
    if (signal.aborted) return abandon();
    signal.addEventListener('abort', abandon, { once: true });
    const forget = (): void => signal.removeEventListener('abort', abandon);
    terraform.createRun(where, decideUnlessEnding).then(resolve, reject).finally(forget);
  });
}
