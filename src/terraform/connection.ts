/** A token that may be renewed while the bot runs. */
export interface Secret {
  current(): string;
  /** Reads it again where it came from a file; whether it is another one now. */
  reread(): boolean;
}

/** A server and the identities that the bot has there. */
export interface Connection {
  /** Absent: the one whose variables have no suffix. */
  readonly name?: string;
  /** Such as `https://app.terraform.io`, without a slash at the end. */
  readonly address: string;
  readonly token: Secret;
  /** Alone confirms, discards and cancels, where it is given. */
  readonly applyToken?: Secret;
}
