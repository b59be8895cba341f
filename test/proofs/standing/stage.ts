import pg from 'pg';
import { onTestFinished } from 'vitest';
import type { SeenMessage } from '../../../src/sandbox/slack/seen-message.ts';
import { ADDRESS, PEOPLE } from '../../conversation.ts';
import { type TwoReplicas, WITHIN } from '../two-replicas.ts';

/** One request in an environment, workspace and channel of its own, so that all of them can stand at the same time. */
export interface Stage {
  readonly replicas: TwoReplicas;
  readonly environment: string;
  readonly channel: string;
  readonly workspaceId: string;
  asks(command?: string): Promise<void>;
  clicks(name: keyof typeof PEOPLE, button: string): Promise<void>;
  says(name: keyof typeof PEOPLE, command: string): Promise<void>;
  shows(what: RegExp): Promise<SeenMessage>;
  until<Value>(look: () => Value | undefined | false, what: string): Promise<Value>;
  run(): Promise<string>;
  /** Waits until the store has its request so. */
  state(state: string): Promise<void>;
  /** The database of this environment alone becomes so much older (milliseconds). */
  passes(milliseconds: number): Promise<void>;
}

export interface Standing {
  readonly stands: string;
  readonly entry?: Readonly<Record<string, unknown>>;
  /** The record of the decision that enters it. */
  readonly enters: string;
  readonly reaches: (stage: Stage) => Promise<void>;
  /** What people or time do afterwards; absent where it goes on by itself. */
  readonly ends?: (stage: Stage) => Promise<void>;
  readonly ended: RegExp;
}

export const nameOf = (index: number): string => `place-${String(index).padStart(2, '0')}`;
const channelOf = (index: number): string => `C0PLACE${String(index).padStart(3, '0')}`;

/** The first connection is that of the process that was started first, as long as it lives. */
export const OF_FIRST = { connection: 0 };

/** The first ones, as many as there are rows. */
export async function setStages(replicas: TwoReplicas, count: number): Promise<readonly Stage[]> {
  const { slack, terraform } = replicas;
  const database = new pg.Pool({ connectionString: replicas.databaseUrl, max: 2 });
  onTestFinished(() => database.end());
  return Array.from({ length: count }, (_, index) => {
    const [environment, channel] = [nameOf(index), channelOf(index)];
    slack.addChannel({ id: channel, name: environment, members: Object.values(PEOPLE), botIsMember: true });
    const workspaceId = terraform.addWorkspace({ name: environment, actions: [{ address: ADDRESS }] });
    const until: Stage['until'] = (look, what) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`${environment}: waited for ${what}`)), WITHIN);
        const check = (): void => {
          const seen = look();
          if (seen === undefined || seen === false) return;
          clearTimeout(timer);
          for (const end of ends) end();
          resolve(seen);
        };
        const ends = [slack.subscribe(check), terraform.subscribe(check)];
        check();
      });
    const shows: Stage['shows'] = (what) =>
      until(
        () => slack.sees(PEOPLE.ana, channel).findLast((seen) => what.test(slack.readAloud(seen))),
        `${what}, and saw ${slack.sees(PEOPLE.ana, channel).map((seen) => slack.readAloud(seen))}`,
      );
    const says: Stage['says'] = async (name, command) =>
      void (await slack.says(PEOPLE[name], channel, command, OF_FIRST));
    const clicks: Stage['clicks'] = async (name, button) => {
      const where = await shows(new RegExp(`\\[${button}\\]`));
      await slack.clicks(PEOPLE[name], button, where, OF_FIRST);
    };
    return {
      ...{ replicas, environment, channel, workspaceId, until, shows, says, clicks },
      asks: async (command = `/tf-action cleanup ${environment}`) => {
        await says('ana', command);
        await clicks('ana', 'Run it');
        await shows(/Asked by @/);
      },
      run: () => until(() => terraform.runs(environment).at(0)?.id, 'a run'),
      state: async (state) => {
        const { first, second } = replicas;
        const line = new RegExp(`"environment":"${environment}"[^\\n]*"to":"${state}"`);
        const late = new Promise<never>((_, reject) => {
          setTimeout(() => reject(new Error(`${environment}: waited for ${state}`)), WITHIN).unref();
        });
        await Promise.race([late, Promise.any([first, second].map((one) => one.writes(line)))]);
      },
      passes: async (milliseconds) => void (await database.query(OLDER, [environment, `${milliseconds} ms`])),
    };
  });
}

const OLDER = `with request as (
    update requests set deadline = deadline - $2::interval, creating_since = creating_since - $2::interval
    where environment = $1 returning id
  )
  update pgboss.job set start_after = start_after - $2::interval
  from request where state in ('created', 'retry') and data ->> 'requestId' = request.id`;
