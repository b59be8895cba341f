import type { HcpTerraform } from './hcp-terraform.ts';

/**
 * Stops waiting for the answer to a creation once the signal says that the process ends. The answer then counts as lost, so
 * the request says so in the store and any other process looks for the run at once.
 */
export function abandonCreating(terraform: HcpTerraform, signal: AbortSignal): HcpTerraform {
  return {
    ...terraform,
    createRun(run) {
      const abandoned = new Promise<{ readonly kind: 'unknown'; readonly why: string }>((resolve) => {
        const abandon = (): void => resolve({ kind: 'unknown', why: 'the bot was stopped before there was an answer' });
        if (signal.aborted) abandon();
        else signal.addEventListener('abort', abandon, { once: true });
      });
      return Promise.race([terraform.createRun(run), abandoned]);
    },
  };
}
