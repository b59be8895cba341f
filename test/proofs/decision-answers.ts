export const OUT = {
  guest: /Guests of this Slack team cannot use tf-action/,
  bot: /Bots and apps cannot use tf-action/,
  deactivated: /This account is deactivated/,
  'other team': /belongs to another Slack team/,
  'Slack Connect outsider': /People from outside this Slack team cannot use tf-action/,
} as const;

export const OWN = /You asked for this run, so someone else has to decide about it.*Withdraw takes the request back/s;

export const NO_APPROVER = /You are not among those who may approve \w+ in e\d.*The request message names who may/s;

export const NO_DISCARDER =
  /You are not among those who may discard a run of \w+ in e\d.*The request message names who may/s;

export const NO_CANCELLER = /Only the requester and those who may approve can cancel this run.*Ask one of them/s;

export const NO_BREAKER = /You are not among those who may break the glass in e\d.*The allowlist names who may/s;

export const NO_REVIEWER = /You are not among those who may review \w+ in e\d.*Ask somebody who can approve it/s;

export const OWN_REVIEW = /Somebody else has to review this.*Ask one of those who may approve it/s;

export const NO_REQUESTER = /You may not request cleanup in e1.*The allowlist lets .* request it/s;

/** People who have no part in the entry do not learn that it exists. */
export const NOTHING_THERE = /There is no action “cleanup” that you may run/;
