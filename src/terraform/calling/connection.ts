import type { Secret } from '../../flows/ports/secret.ts';

/** A server and the bot's tokens for it. */
export interface Connection {
  /** Absent for the connection whose variables have no suffix. */
  readonly name?: string;
  /** Such as `https://app.terraform.io`, without a trailing slash. */
  readonly address: string;
  readonly organization?: string;
  readonly token: Secret;
  /** If given, only this token confirms, discards and cancels. */
  readonly applyToken?: Secret;
}
