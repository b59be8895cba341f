import { randomBytes } from 'node:crypto';
import { systemClock } from 'pg-boss';
import { expect, inject, onTestFinished, test } from 'vitest';
import { isSettled } from '../../src/domain/lifecycle.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import type { ActionRequest } from '../../src/domain/request.ts';
import { askRequest } from '../../src/flows/asking/ask-request.ts';
import { runIt } from '../../src/flows/asking/run-it.ts';
import { createRun } from '../../src/flows/creating/create-run.ts';
import { freezeEnvironment, unfreezeEnvironment } from '../../src/flows/deciding/freeze-environment.ts';
import { followRun } from '../../src/flows/following/follow-run.ts';
import { isJoining } from '../../src/flows/guarding/join-request.ts';
import type { SlackTeam } from '../../src/flows/ports/slack-team.ts';
import { DEFAULT_TOKEN, startTerraform, type TerraformSandbox } from '../../src/sandbox/terraform/server.ts';
import { parseAllowlist } from '../../src/settings/allowlist-file.ts';
import { connectHcpTerraform } from '../../src/terraform/client.ts';
import { seededRandom } from '../bench/numbers.ts';
import { ADDRESS, allowlistWith, PEOPLE, WORKSPACE } from '../conversation.ts';
import { createDatabase, type TestStore } from '../store/stores.ts';

const SEEDS = 40;
/** The latest start of the freeze after the call began (milliseconds). Adapted by each round. */
const LATEST_FREEZE = 60;
/** The factor of that adaptation, so that about as many freezes come before the decision as after it. */
const LATER = 1.3;

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined };

const standingOf: SlackTeam['standingOf'] = async (id) => ({ id, name: id, outside: undefined, readAt: new Date() });
const readChannel: SlackTeam['readChannel'] = async (id) => ({
  ...{ id, name: 'prod-ops', kind: 'channel', sharedWithOutsiders: false, botMayWrite: true, archived: false },
});

const team: SlackTeam = {
  ...{ standingOf, readChannel, knownStandingOf: standingOf, recentChannel: readChannel },
  readUserGroups: async () => ({
    readAt: new Date(),
    members: new Map([
      ['S0DEVS0001', new Set<string>([PEOPLE.ana])],
      ['S0SRE00001', new Set<string>([PEOPLE.ben])],
    ]),
  }),
};

/** A replica with its own database connections and its own rate limit, like a process. */
function replicaOn({ requests, freezes, auditLog }: TestStore, sandbox: TerraformSandbox) {
  const token = { current: () => DEFAULT_TOKEN, reread: () => false };
  const allowlist = parseAllowlist(allowlistWith({}, { prod: { operators: ['ben'] } }), 'actions.yml', new Map());
  return {
    ...{ requests, freezes, auditLog, team, clock: systemClock, revision: undefined },
    allowlist: () => allowlist,
    randomHex: () => randomBytes(16).toString('hex'),
    terraform: connectHcpTerraform({
      ...{ clock: systemClock, log: quiet, userAgent: 'tf-action/test' },
      connections: [{ address: sandbox.url, token }],
    }),
  };
}

type Replica = ReturnType<typeof replicaOn>;

async function askAndRunIt(replica: Replica): Promise<ActionRequest> {
  const place = { team: 'T1', channel: 'C1', person: PEOPLE.ana };
  const ask = { ...place, action: 'cleanup', environment: 'prod', parameters: new Map() };
  const asked = await askRequest(replica, ask);
  if (asked instanceof Refusal || isJoining(asked)) throw new Error('ana could not ask');
  const pressed = await runIt(replica, { ...place, requestId: asked.id, messageTs: undefined });
  if (pressed instanceof Refusal || isJoining(pressed)) throw new Error('ana could not press Run it');
  return pressed;
}

/** Removes the request and its runs, so that they do not block the next one. */
async function clear(replica: Replica, id: string, sandbox: TerraformSandbox): Promise<void> {
  for (const run of sandbox.runs(WORKSPACE)) sandbox.deleteRun(run.id);
  const request = await replica.requests.find(id);
  if (request === undefined) throw new Error('the request is gone');
  if (isSettled(request.state)) return;
  const event = request.state === 'running' ? 'run_discarded' : 'withdraw';
  await replica.requests.move(request, { event, audit: { kind: 'test.cleared', actor: 'bot', facts: {} } });
}

/** True if the record has this kind for the request, and the last freeze only after it. */
async function isRecordedBefore({ auditLog }: Replica, kind: string, id: string): Promise<boolean> {
  let [own, frozen] = [0, 0];
  for await (const page of auditLog.pages()) {
    for (const record of page.records) {
      if (record.kind === kind && record.request === id) own = record.seq;
      if (record.kind === 'environment.frozen') frozen = record.seq;
    }
  }
  return own > 0 && own < frozen;
}

if (inject('postgres') === undefined) process.stdout.write('left out: a freeze in the same instant (no PostgreSQL)\n');
else {
  test.each(['creating', 'confirming'] as const)(
    `in ${SEEDS} instants, a freeze from one replica while another is %s: sent and named by the freeze, or not sent`,
    async (what) => {
      const database = await createDatabase('postgres');
      const sandbox = await startTerraform({ pace: 'manual' });
      onTestFinished(async () => {
        await database.drop();
        await sandbox.close();
      });
      sandbox.addWorkspace({ name: WORKSPACE, actions: [{ address: ADDRESS }] });
      const acting = replicaOn(await database.open(), sandbox);
      const freezing = replicaOn(await database.open(), sandbox);
      const calls = (): number =>
        sandbox.calls.filter(
          ({ method, path }) => method === 'POST' && path.endsWith(what === 'creating' ? '/runs' : '/actions/apply'),
        ).length;
      const seen = { sent: 0, stopped: 0 };
      let latest = LATEST_FREEZE;
      for (let seed = 1; seed <= SEEDS; seed += 1) {
        const random = seededRandom(seed);
        const { id } = await askAndRunIt(acting);
        if (what === 'confirming') {
          await createRun(acting, id);
          sandbox.advanceTo(sandbox.runs(WORKSPACE)[0]?.id ?? '', 'planned');
        }
        const before = calls();
        const after = performance.now() + random() * latest;
        const freeze = async () => {
          while (performance.now() < after) await new Promise((resolve) => setImmediate(resolve));
          return freezeEnvironment(freezing, {
            person: PEOPLE.ben,
            environment: 'prod',
            lasts: 3_600_000,
            reason: 'r',
          });
        };
        const act = what === 'creating' ? createRun(acting, id) : followRun(acting, id);
        const [frozen] = await Promise.all([freeze(), act]);
        if (frozen instanceof Refusal) throw new Error('ben could not freeze');
        const named = frozen.tooLateFor.map((request) => request.id);
        const wasSent = calls() > before;
        // If the record says that the run was created first, the freeze prevents its confirmation and need not name
        // it.
        const mayStillEnd = what === 'creating' && wasSent && (await isRecordedBefore(acting, 'run.created', id));
        if (mayStillEnd) expect([[], [id]], `seed ${seed}`).toContainEqual(named);
        else expect({ seed, named }).toEqual({ seed, named: wasSent ? [id] : [] });
        seen[wasSent ? 'sent' : 'stopped'] += 1;
        latest *= wasSent ? 1 / LATER : LATER;
        // Retries during the freeze must not be sent.
        const sofar = calls();
        if (!wasSent) await (what === 'creating' ? createRun(acting, id) : followRun(acting, id));
        expect(calls()).toBe(sofar);
        await unfreezeEnvironment(freezing, { person: PEOPLE.ben, environment: 'prod' });
        await clear(acting, id, sandbox);
      }
      // If all of them come on one side, nothing is proven.
      expect(Math.min(seen.sent, seen.stopped)).toBeGreaterThan(SEEDS / 10);
    },
    180_000,
  );
}
