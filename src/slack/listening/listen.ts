import type { App } from '@slack/bolt';
import type { Logger } from 'pino';
import type { Asks } from '../../domain/buttons.ts';
import type { ActionRequest } from '../../domain/request.ts';
import type { FollowDeps } from '../../flows/following/follow-run.ts';
import { limitPresses } from '../../flows/guarding/limit-commands.ts';
import { sleep } from '../../flows/ports/clock.ts';
import type { SeenDeliveries } from '../../flows/ports/due-work.ts';
import type { Outbox } from '../../flows/ports/outbox.ts';
import { voidUnwritable } from '../../flows/waiting/void-unwritable.ts';
import { failureLines } from '../answering/failure-lines.ts';
import { createReplyRoutes } from '../answering/reply-routes.ts';
import type { SlackConnection } from '../connection/connect-slack.ts';
import { type Calling, noteRefusals } from '../outbox/note-refusals.ts';
import type { SendDeps } from '../outbox/send-deps.ts';
import { sendOutbox } from '../outbox/send-outbox.ts';
import { renderRefusal } from '../views/refusal.ts';
import { type ButtonDeps, listenToButtons } from './listen-to-buttons.ts';
import { listenToCommands } from './listen-to-commands.ts';
import { listenToDecisions } from './listen-to-decisions.ts';
import { listenToReasons } from './listen-to-reasons.ts';
import { guardPayloads } from './take-payloads.ts';

export interface ListenDeps extends FollowDeps {
  /** The address of HCP Terraform for a connection in the current allowlist. */
  readonly revision: () => string | undefined;
  readonly deliveries: SeenDeliveries;
  readonly outbox: Outbox;
  readonly log: Logger;
  /** Counts errors from Slack that the bot does not know. */
  readonly countRefusal: (calling: Calling) => void;
}

export interface Sending {
  /** Starts to send what waits in the outbox. */
  start(): void;
  /** Stops sending. Resolves when messages in progress are sent, or after a number of milliseconds. */
  done(milliseconds: number): Promise<void>;
}

/** The listener of each kind of button. */
const LISTENERS: Readonly<Record<Asks['kind'], (app: App, deps: ButtonDeps) => void>> = {
  nothing: listenToButtons,
  again: listenToDecisions,
  why: listenToReasons,
};

/** Handles everything that people do in Slack, and sends everything that the bot says. */
export function listenToSlack(slack: SlackConnection, deps: ListenDeps, signal: AbortSignal): Sending {
  const routes = createReplyRoutes(deps.clock, { api: slack.forPeople, origin: slack.origin, fetch: slack.fetch });
  const { identity, origin, fetch, app } = slack;
  const listening = {
    ...{ ...deps, api: slack.forPeople, identity, origin, fetch, rememberReplyRoute: routes.remember },
    failures: failureLines(deps.clock, deps.log),
    limitPress: limitPresses(deps),
    get revision() {
      return deps.revision();
    },
  };
  guardPayloads(app, listening);
  listenToCommands(app, listening);
  for (const listenTo of Object.values(LISTENERS)) listenTo(app, listening);
  const sendDeps: SendDeps = {
    outbox: deps.outbox,
    api: slack.forOutbox,
    team: deps.team,
    clock: deps.clock,
    log: deps.log,
    refusals: noteRefusals(deps.log, deps.countRefusal),
    addressOf: (request) => deps.terraform.addressOf(request.asked.entry),
    onFirstMessage: (request) => createNow(deps, request),
    onUnwritable: async (request) => {
      const refusal = await voidUnwritable(deps, request.id);
      if (refusal !== undefined) await routes.tell(request, renderRefusal(refusal));
    },
  };
  let sending: Promise<void> = Promise.resolve();
  return {
    start: () => {
      sending = sendOutbox(sendDeps, signal);
    },
    done: (milliseconds) => Promise.race([sending, sleep(deps.clock, milliseconds)]),
  };
}

/** Creating waits briefly for the request message. Once it is posted, that wait ends. */
async function createNow(deps: ListenDeps, request: ActionRequest): Promise<void> {
  if (request.state !== 'approved') return;
  await deps.requests.enqueue(request, { work: 'create_run', at: new Date(deps.clock.now()) });
}
