import type { Call, Warning } from './calls.ts';
import type { Change } from './changes.ts';
import type { Channel, ChannelChange, NewChannel } from './channels.ts';
import type { Attempt, DeliverOptions, Delivery } from './deliveries.ts';
import type { Ephemeral } from './ephemerals.ts';
import type { Fault } from './faults.ts';
import type { Entered } from './form-state.ts';
import type { Installation } from './installation.ts';
import type { Place, TargetOptions } from './interaction-target.ts';
import type { Button, ButtonChoice } from './interactive-elements.ts';
import type { JsonObject } from './json.ts';
import type { NewPerson, Person, PersonChange } from './people.ts';
import type { Acted, Pressed, PressOptions } from './press.ts';
import type { Said } from './say.ts';
import type { SeenMessage } from './seen-message.ts';
import type { DisconnectReason } from './socket-mode.ts';
import type { Submitted } from './submit.ts';
import type { NewUserGroup, UserGroup } from './user-groups.ts';
import type { OpenView } from './views.ts';

/** The reader whose time zone is used for dates. Default: UTC. */
interface ReadAs {
  readonly as?: string;
}

/** Sets up the team. */
export interface TeamSetting {
  readonly installation: Installation;
  addPerson(person: NewPerson): Person;
  updatePerson(id: string, change: PersonChange): Person;
  readonly people: readonly Person[];
  addChannel(channel: NewChannel): Channel;
  updateChannel(id: string, change: ChannelChange): Channel;
  readonly channels: readonly Channel[];
  /** The direct message between this person and the bot. */
  openDirectMessage(personId: string): Channel;
  addUserGroup(group: NewUserGroup): UserGroup;
  setUserGroup(id: string, change: Partial<Omit<UserGroup, 'id'>>): UserGroup;
  /** The app is installed anew, with these scopes (`undefined`: all) or for a whole Enterprise organization. */
  reinstall(change: { readonly scopes?: readonly string[]; readonly isOrganizationWide?: boolean }): void;
  /** From now on the token is refused with `token_revoked`. */
  revokeToken(which: 'bot' | 'app'): void;
  /** Sets a new token and revokes the previous one. */
  replaceToken(which: 'bot' | 'app', token: string): void;
}

/** What people do. Each method throws if the person could not do it on their screen. */
export interface PeopleActing {
  /** Types a slash command. Resolves when it was acknowledged, or when Slack has told the person that it was not. */
  says(personId: string, channelId: string, command: string, options?: DeliverOptions): Promise<Said>;
  /** Types an ordinary message. */
  writes(personId: string, channelId: string, text: string, threadTs?: string): SeenMessage;
  /** An admin deletes a message of any author. */
  deletes(channelId: string, ts: string): void;
  clicks(personId: string, button: ButtonChoice, where: Place, options?: PressOptions): Promise<Pressed>;
  /** Chooses from a menu, by value or label. */
  chooses(
    personId: string,
    actionId: string,
    choice: Entered,
    where: Place,
    options?: DeliverOptions & TargetOptions,
  ): Promise<Acted>;
  /** `values` by action_id, block_id or label. */
  submits(
    personId: string,
    viewId: string,
    values?: Readonly<Record<string, Entered>>,
    options?: DeliverOptions,
  ): Promise<Submitted>;
  /** Resolves to `undefined` if the view does not ask to be notified. */
  closes(personId: string, viewId: string, options?: DeliverOptions): Promise<Delivery | undefined>;
  /** Reloads the client, which removes all ephemerals. */
  reload(personId: string): void;
  /** Delivers the same payload again, `times` times in sequence. Nobody sees anything of it. */
  redeliver(delivery: Delivery, options?: DeliverOptions & { readonly times?: number }): Promise<readonly Attempt[]>;
}

/** What people see. */
export interface PeopleSeeing {
  sees(personId: string, channelId: string): readonly SeenMessage[];
  thread(channelId: string, ts: string, personId?: string): readonly SeenMessage[];
  /** The current message, as everybody in the channel sees it. */
  message(channelId: string, ts: string): SeenMessage | undefined;
  /** A person's open modals, the front one last. */
  views(personId: string): readonly OpenView[];
  /** Every ephemeral that was ever shown, in all of its versions. */
  readonly ephemeralsEverShown: readonly Ephemeral[];
  readAloud(shown: Pick<SeenMessage, 'text' | 'blocks'> | OpenView, reader?: ReadAs): string;
  /** The top-level text only, as in a notification. */
  notification(message: Pick<SeenMessage, 'text'>, reader?: ReadAs): string;
  buttons(holder: { readonly blocks: readonly JsonObject[] }): readonly Button[];
}

/** What goes wrong. */
export interface Trouble {
  /** Slack's clock, as the header `Date` tells it, is ahead by this much (milliseconds). */
  setAhead(milliseconds: number): void;
  /** Makes Slack unreachable: connections break and payloads are not sent. */
  down(): void;
  up(): void;
  fault(fault: Fault): void;
  clearFaults(): void;
  /** Asks clients to reconnect. `connection` is counted from 0. Default: all. */
  refreshConnections(options?: { readonly reason?: DisconnectReason; readonly connection?: number }): void;
  /** Breaks connections without notice. */
  dropConnections(connection?: number): void;
  /** Sends this unchanged over every Socket Mode connection, whatever its shape. */
  sendRaw(message: string | Buffer): void;
}

/** A Slack team with one app. Times are those of the clock. */
export interface SlackSandbox extends TeamSetting, PeopleActing, PeopleSeeing, Trouble {
  /** The value for `SLACK_API_URL`: `http://127.0.0.1:1234/api/`. */
  readonly url: string;
  /** All calls of the bot, including those to response_urls, oldest first. */
  readonly calls: readonly Call[];
  /** What Slack accepts but is bad for people. A good bot causes none. */
  readonly warnings: readonly Warning[];
  /** The number of calls over a rate limit. */
  readonly rateLimited: number;
  readonly deliveries: readonly Delivery[];
  /** Open Socket Mode connections. */
  readonly connections: number;
  subscribe(listener: (change: Change) => void): () => void;
  /** Waits until `look` returns something, at most `within` milliseconds of real time (default 5000). */
  until<Seen>(
    look: () => Seen | undefined | false,
    options?: { readonly within?: number; readonly what?: string },
  ): Promise<Seen>;
  close(): Promise<void>;
}
