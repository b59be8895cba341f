import type { Logger } from 'pino';
import type { ActionRequest } from '../../domain/request.ts';
import type { Clock } from '../../flows/ports/clock.ts';
import type { Outbox } from '../../flows/ports/outbox.ts';
import type { SlackTeam } from '../../flows/ports/slack-team.ts';
import type { WebApi } from '../connection/web-api.ts';
import type { Refusals } from './note-refusals.ts';

export interface SendDeps {
  readonly outbox: Outbox;
  readonly api: WebApi;
  readonly team: Pick<SlackTeam, 'readChannel' | 'recentChannel' | 'readUserGroups'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly refusals: Refusals;
  /** Where HCP Terraform shows the runs of a request. */
  readonly addressOf: (request: ActionRequest) => string;
  /** Called when the request message was posted for the first time. */
  readonly onFirstMessage: (request: ActionRequest) => Promise<void>;
  /** The channel accepts none of our messages, now or later. */
  readonly onUnwritable: (request: ActionRequest, error: string) => Promise<void>;
}
