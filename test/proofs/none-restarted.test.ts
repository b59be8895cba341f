import { expect, inject, test } from 'vitest';
import { type LosingProxy, startLosingProxy } from '../losing-proxy.ts';
import { confirmedRuns } from '../one-run.ts';
import { allowlistOfAll, STANDING } from './standing/all.ts';
import { type Stage, type Standing, setStages } from './standing/stage.ts';
import { startReplicas, type TwoReplicas } from './two-replicas.ts';

/** Slow enough that a preview and an apply last until the fault (milliseconds). */
const PACE = { planning: 4_000, applying: 10_000, step: 100 };

const server = inject('postgres');
const place = { url: server ?? '', template: inject('postgresTemplate') };

const FAULTS = ['SIGKILL', 'SIGTERM', 'the answer to COMMIT lost'] as const;

async function ends({ first, slack }: TwoReplicas, signal: NodeJS.Signals): Promise<void> {
  const ofOne = slack.connections / 2;
  first.signal(signal);
  await first.ended;
  // Until Slack notices, it would send a command to the process that is gone, and the command would be lost.
  await expect.poll(() => slack.connections, { timeout: 10_000 }).toBeLessThanOrEqual(ofOne);
}

/** The message and the thread's last reply say how it ended, nothing is said twice, and at most one run was applied. */
async function seesItEnd({ stands, ends: goOn, ended }: Standing, stage: Stage): Promise<void> {
  const { replicas, channel, environment } = stage;
  await goOn?.(stage);
  if (stands === 'unconfirmed') return;
  const { slack, terraform } = replicas;
  const message = await stage.shows(new RegExp(`^:\\w+: (?=${ended.source})[\\s\\S]*Asked by`, 's'));
  const replies = () =>
    slack
      .thread(channel, message.ts)
      .slice(1)
      .map((reply) => slack.readAloud(reply));
  await stage.until(() => ended.test(replies().at(-1) ?? ''), `${stands}: the thread to say ${ended}`);
  expect(replies().at(-1), stands).toMatch(/@Ana/);
  expect(replies(), stands).toEqual([...new Set(replies())]);
  const applied = terraform
    .runs(environment)
    .filter(({ status }) => status === 'applied')
    .map(({ id }) => id);
  expect(applied, stands).toHaveLength(ended.source === 'Succeeded' ? 1 : 0);
  const confirmed = confirmedRuns(terraform).filter((id) => terraform.run(id).workspace === environment);
  expect(new Set(confirmed), stands).toEqual(new Set(applied));
}

// No process is restarted: the other one finishes what the first began.
if (server !== undefined) {
  test.each(FAULTS)(
    '%s while a request stands in each state: every one of them ends, and message and thread say so',
    async (fault) => {
      let proxy: LosingProxy | undefined;
      const through = async (url: string) => {
        proxy = await startLosingProxy(url);
        return proxy.url;
      };
      const losesCommits = fault !== 'SIGKILL' && fault !== 'SIGTERM';
      const replicas = await startReplicas(place, {
        ...{ pace: PACE, allowlist: allowlistOfAll() },
        ...(losesCommits ? { through } : {}),
      });
      const { slack, terraform } = replicas;
      const stages = await setStages(replicas, STANDING.length);
      const lost = new Set<string>();
      for (const [index, { enters, reaches, stands }] of STANDING.entries()) {
        const stage = stages[index] as Stage;
        if (proxy !== undefined) {
          lost.add(stands);
          void proxy.loseCommit([enters, stage.environment]).then(() => lost.delete(stands));
        }
        await reaches(stage).catch((cause: unknown) => {
          throw new Error(`It does not get to ${stands}.`, { cause });
        });
      }
      if (!losesCommits) await ends(replicas, fault);
      slack.clearFaults();
      terraform.clearFaults();
      await Promise.all(STANDING.map((standing, index) => seesItEnd(standing, stages[index] as Stage)));
      expect([...lost], 'entered without losing the answer to COMMIT').toEqual([]);
    },
    300_000,
  );
}
