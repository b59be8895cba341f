import type { Secret } from '../../flows/ports/secret.ts';

/** A server and the tokens that the bot has there. */
export interface Connection {
  /** Absent: the one whose variables have no suffix. */
  readonly name?: string;
  /** Such as `https://app.terraform.io`, without a slash at its end. */
  readonly address: string;
  readonly organization?: string;
  readonly token: Secret;
  /** Alone confirms, discards and cancels, where it is given. */
  readonly applyToken?: Secret;
}
