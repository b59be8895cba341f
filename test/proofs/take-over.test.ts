import { expect, inject, test } from 'vitest';
import type { TerraformSandbox } from '../../src/sandbox/terraform/server.ts';
import { CHANNEL, PEOPLE, WORKSPACE } from '../conversation.ts';
import { createCalls, expectAtMostOneApplied } from '../one-run.ts';
import { startReplicas, type TwoReplicas } from './two-replicas.ts';

/** The time until the other replica takes over (milliseconds). */
const TAKEN_OVER_WITHIN = 15_000;
/** The time to poll and read the verdict on a busy machine (milliseconds). */
const READ_WITHIN = 5_000;
/**
 * The time until it is reported: what the dead replica took out of the outbox is released after half a minute
 * (milliseconds).
 */
const SAID_WITHIN = 40_000;
const MINUTE = 60_000;

/** Asks, and advances the run until it is confirmed. Returns the request message's timestamp and the run. */
async function confirmOne(replicas: TwoReplicas): Promise<{ readonly ts: string; readonly run: string }> {
  const { terraform, asks, whenever } = replicas;
  const { ts } = await asks('ana');
  const run = await whenever(() => terraform.runs(WORKSPACE).at(0)?.id);
  terraform.advanceTo(run, 'planned');
  await whenever(() => confirmations(terraform).length === 1);
  return { ts, run };
}

const confirmations = ({ calls }: TerraformSandbox) =>
  calls.filter(({ method, path }) => method === 'POST' && path.endsWith('/actions/apply'));

const server = inject('postgres');
if (server !== undefined) {
  test.each(['killed', 'paused for a minute'] as const)(
    'the one that follows the runs is %s: the other takes over within 15 s, and nothing is said or called twice',
    async (how) => {
      const replicas = await startReplicas({ url: server, template: inject('postgresTemplate') });
      const { slack, terraform, first: holder, second: other, replies } = replicas;
      const { ts, run } = await confirmOne(replicas);
      const gone = Date.now();
      holder.signal(how === 'killed' ? 'SIGKILL' : 'SIGSTOP');
      terraform.advanceTo(run, 'applied');
      await other.writes(/"to":"succeeded"/);
      expect(Date.now() - gone).toBeLessThan(TAKEN_OVER_WITHIN + READ_WITHIN);
      await slack.until(() => replies(ts).some((reply) => /Succeeded/.test(reply)), {
        within: SAID_WITHIN,
        what: 'the verdict from the other one',
      });
      if (how === 'paused for a minute') {
        await new Promise((resolve) => setTimeout(resolve, MINUTE - (Date.now() - gone)));
        holder.signal('SIGCONT');
        await holder.writes(/The lease watch-runs was (?:lost|acquired)/);
        holder.signal('SIGTERM');
        expect(await holder.ended).toBe(0);
      }
      other.signal('SIGTERM');
      expect(await other.ended).toBe(0);
      const said = replies(ts);
      expect(said.length).toBe(new Set(said).size);
      expect(said.filter((reply) => /Succeeded/.test(reply))).toHaveLength(1);
      expect(slack.sees(PEOPLE.ana, CHANNEL).filter((one) => /Asked by/.test(slack.readAloud(one)))).toHaveLength(1);
      expect({ slack: slack.rateLimited, terraform: terraform.rateLimited }).toEqual({ slack: 0, terraform: 0 });
      expect(createCalls(terraform)).toHaveLength(1);
      expect(confirmations(terraform)).toHaveLength(1);
      expectAtMostOneApplied(terraform);
    },
    150_000,
  );
}
