import { DEFAULT_TOKEN } from '../../../src/sandbox/terraform/server.ts';
import type { TwoReplicas } from '../two-replicas.ts';
import type { Stage } from './stage.ts';

export const APPROVED_BY_SRE = { approval: { required: [{ from: 'sre' }] } };
export const BY_HAND = { apply: 'by_hand' };
/** Ends a request that waits for approvals, or a confirmation that nobody pressed (milliseconds). */
export const LONG = 2 * 60 * 60_000;

export const locked = ({ replicas, environment }: Stage) =>
  replicas.terraform.lock(environment, { by: 'Dia', reason: 'a look around' });
export const unlocks = async ({ replicas, environment }: Stage) => replicas.terraform.unlock(environment);
export const expires = (stage: Stage) => stage.passes(LONG);

/** Slack answers no post in the channel, so that what was decided is not told yet. */
export async function whileNothingIsPosted(
  { replicas: { slack }, channel, state }: Stage,
  decide: () => Promise<void>,
  decided: string,
): Promise<void> {
  slack.fault({ method: 'chat.postMessage', channel, kind: 'hang', times: 5 });
  await decide();
  await state(decided);
}

export const approvesOncePreviewed = async ({ shows, clicks }: Stage) => {
  await shows(/Preview: invokes 1 action/);
  await clicks('ben', 'Approve');
};

export const creating =
  (fault: Parameters<TwoReplicas['terraform']['faultCreating']>[0]) =>
  async ({ replicas: { terraform }, asks, until }: Stage) => {
    const met = terraform.faultCreating(fault);
    await asks();
    await until(() => met.met === 1, 'the call');
  };

/** The act on the run of this stage gets no answer. */
export async function hanging({ replicas: { terraform }, until }: Stage, path: RegExp, act: () => Promise<void>) {
  const fault = terraform.fault({ path, hang: true, effect: 'none' });
  await act();
  await until(() => fault.met === 1, `the call to ${path}`);
}

/** Time passes for the database until the request stands so, with every look for its run in between. */
export async function passesUntil(stage: Stage, state: string): Promise<void> {
  const { replicas, until, passes } = stage;
  let reached = false;
  const reaching = stage.state(state).then(() => {
    reached = true;
  });
  const { calls } = replicas.terraform;
  while (!reached) {
    const before = calls.length;
    await passes(60_000);
    await Promise.race([reaching, until(() => calls.length > before + CALLS, 'calls for other requests')]);
  }
}

/** So many calls take long enough for a look to be stored, and for the next one to be put. */
const CALLS = 5;

/** HCP Terraform carries out the call that got no answer, long after it was made; gives the run's id. */
export async function createsLate({ replicas, environment, workspaceId }: Stage): Promise<string> {
  const { terraform } = replicas;
  const call = terraform.calls.find(
    ({ method, body }) => method === 'POST' && JSON.stringify(body).includes(workspaceId),
  );
  const headers = { authorization: `Bearer ${DEFAULT_TOKEN}`, 'content-type': 'application/vnd.api+json' };
  await fetch(`${terraform.url}/api/v2/runs`, { method: 'POST', headers, body: JSON.stringify(call?.body) });
  return terraform.runs(environment)[0]?.id ?? '';
}
