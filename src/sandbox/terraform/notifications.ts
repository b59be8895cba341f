import { workspaceNamed } from './find-in-world.ts';
import { notificationOf, type RunTrigger, verificationOf } from './notification-document.ts';
import { type NotificationForgery, postNotification } from './notification-post.ts';
import { watchTriggers } from './notification-triggers.ts';
import type { Run } from './runs.ts';
import type { World } from './world.ts';

interface NotificationOptions {
  readonly url: string | (() => string);
  /** The configuration's token, which signs notifications. */
  readonly key: string;
  readonly triggers?: readonly RunTrigger[];
}

/** A delivery and the status of its answer. `undefined` while it is on its way, or if nobody answered. */
interface SentNotification {
  readonly trigger: RunTrigger | 'verification';
  readonly body: string;
  status: number | undefined;
}

/** How notifications are delivered. Lost and held ones are not sent automatically. */
type Travel = 'as_sent' | 'twice' | 'lost' | 'held';

/** A workspace's notification configuration. */
export interface Notifications {
  readonly id: string;
  /** All notifications, oldest first, including lost and held ones. */
  readonly sent: readonly SentNotification[];
  travel(how: Travel): void;
  /** Sends a body as it is or forged. Resolves to the answer's status. */
  send(body: string, forgery?: NotificationForgery): Promise<number | undefined>;
}

export interface NotificationControls {
  /**
   * Creates a configuration. Like HCP Terraform it verifies the address first, and rejects unless the answer is 2xx. A
   * workspace has at most 20.
   */
  notify(workspace: string, options: NotificationOptions): Promise<Notifications>;
}

const ALL: readonly RunTrigger[] = [
  'run:created',
  'run:planning',
  'run:needs_attention',
  'run:applying',
  'run:completed',
  'run:errored',
];

const MOST_OF_A_WORKSPACE = 20;

interface Configuration extends Notifications {
  readonly workspaceId: string;
  readonly triggers: readonly RunTrigger[];
  tell(run: Run, trigger: RunTrigger): void;
}

export function createNotificationControls(world: World, baseUrl: () => string): NotificationControls {
  const configurations: Configuration[] = [];
  const tell = (run: Run, trigger: RunTrigger): void => {
    for (const one of configurations)
      if (one.workspaceId === run.workspaceId && one.triggers.includes(trigger)) one.tell(run, trigger);
  };
  return {
    async notify(name, options) {
      const workspace = workspaceNamed(world, name);
      const own = configurations.filter(({ workspaceId }) => workspaceId === workspace.id);
      if (own.length >= MOST_OF_A_WORKSPACE)
        throw new Error(`${name} has ${own.length} configurations, the most there can be.`);
      const { send, ...created } = configure(world, workspace.id, options, baseUrl);
      const status = await send(JSON.stringify(verificationOf(created.id, name)));
      if (status === undefined || status < 200 || status > 299)
        throw new Error(
          `The verification was answered with ${status ?? 'nothing'}, so the notifications are not created.`,
        );
      const configuration = { ...created, send };
      if (configurations.length === 0) watchTriggers(world, tell);
      configurations.push(configuration);
      return configuration;
    },
  };
}

function configure(
  world: World,
  workspaceId: string,
  options: NotificationOptions,
  baseUrl: () => string,
): Configuration {
  const id = world.newId('nc');
  const sent: SentNotification[] = [];
  let how: Travel = 'as_sent';
  const send: Notifications['send'] = (body, forgery) => {
    const url = typeof options.url === 'string' ? options.url : options.url();
    return postNotification(world, { url, key: options.key }, body, forgery);
  };
  return {
    ...{ id, workspaceId, sent, send },
    triggers: options.triggers ?? ALL,
    travel: (next) => {
      how = next;
    },
    tell(run, trigger) {
      const body = JSON.stringify(notificationOf(world, run, { configurationId: id, trigger, baseUrl: baseUrl() }));
      const one: SentNotification = { trigger, body, status: undefined };
      sent.push(one);
      const times = { as_sent: 1, twice: 2, lost: 0, held: 0 }[how];
      for (let time = 0; time < times; time += 1)
        void send(body).then((status) => {
          one.status = status;
          world.changed();
        });
    },
  };
}
