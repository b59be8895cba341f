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

/** Who reads, for the zone of dates; default is UTC. */
interface ReadAs {
  readonly as?: string;
}

/** The team, as it is set up. */
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
  /** The token is refused from now on with `token_revoked`. */
  revokeToken(which: 'bot' | 'app'): void;
  /** Gives out another token; the one before is revoked. */
  replaceToken(which: 'bot' | 'app', token: string): void;
}

/** What people do. Each throws where the person could not do it on their screen. */
export interface PeopleActing {
  /** Types a slash command; resolves when it was acknowledged, or when Slack has told the person that it was not. */
  says(personId: string, channelId: string, command: string, options?: DeliverOptions): Promise<Said>;
  /** Types an ordinary message. */
  writes(personId: string, channelId: string, text: string, threadTs?: string): SeenMessage;
  /** An admin deletes a message, whoever wrote it. */
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
  /** Undefined where the view does not ask to be told. */
  closes(personId: string, viewId: string, options?: DeliverOptions): Promise<Delivery | undefined>;
  /** Loads the client anew: nothing ephemeral is left. */
  reload(personId: string): void;
  /** Delivers the same payload again, so many times, one after the other. Nothing of it is shown to anybody. */
  redeliver(delivery: Delivery, options?: DeliverOptions & { readonly times?: number }): Promise<readonly Attempt[]>;
}

/** What people see. */
export interface PeopleSeeing {
  sees(personId: string, channelId: string): readonly SeenMessage[];
  thread(channelId: string, ts: string, personId?: string): readonly SeenMessage[];
  /** The message as it is now, to anybody who is in the channel. */
  message(channelId: string, ts: string): SeenMessage | undefined;
  /** The modals of a person, the one in front last. */
  views(personId: string): readonly OpenView[];
  /** Every ephemeral that was ever shown, and each version of it. */
  readonly ephemeralsEverShown: readonly Ephemeral[];
  readAloud(shown: Pick<SeenMessage, 'text' | 'blocks'> | OpenView, reader?: ReadAs): string;
  /** The top-level text alone: all that a notification says. */
  notification(message: Pick<SeenMessage, 'text'>, reader?: ReadAs): string;
  buttons(holder: { readonly blocks: readonly JsonObject[] }): readonly Button[];
}

/** What goes wrong. */
export interface Trouble {
  /** Nothing of Slack can be reached: connections break and payloads do not go out. */
  down(): void;
  up(): void;
  fault(fault: Fault): void;
  clearFaults(): void;
  /** Tells connections to come again; `connection` counted from 0, default every one. */
  refreshConnections(options?: { readonly reason?: DisconnectReason; readonly connection?: number }): void;
  /** Breaks connections without a word. */
  dropConnections(connection?: number): void;
  /** Sends this over every connection of Socket Mode as it is, of whatever shape. */
  sendRaw(message: string | Buffer): void;
}

/** A Slack team with one app in it. Times are those of the clock. */
export interface SlackSandbox extends TeamSetting, PeopleActing, PeopleSeeing, Trouble {
  /** What SLACK_API_URL is set to: `http://127.0.0.1:1234/api/`. */
  readonly url: string;
  /** Every call of the bot, those to a response_url included, oldest first. */
  readonly calls: readonly Call[];
  /** What Slack takes and people suffer from; a good bot causes none. */
  readonly warnings: readonly Warning[];
  /** How many calls were one too many. */
  readonly rateLimited: number;
  readonly deliveries: readonly Delivery[];
  /** Open Socket Mode connections. */
  readonly connections: number;
  subscribe(listener: (change: Change) => void): () => void;
  /** Waits for `look` to give something, at most `within` milliseconds of real time (default 5000). */
  until<Seen>(
    look: () => Seen | undefined | false,
    options?: { readonly within?: number; readonly what?: string },
  ): Promise<Seen>;
  close(): Promise<void>;
}
