export const OUT = {
  guest: /Guests of this Slack team cannot use tf-action/,
  bot: /Bots and apps cannot use tf-action/,
  deactivated: /This account is deactivated/,
  'other team': /comes from another Slack team/,
  'Slack Connect outsider': /People from outside this Slack team cannot use tf-action/,
} as const;

export const OWN = /You asked for this, so somebody else has to approve or deny it.*press Withdraw/s;

export const NO_APPROVER = /You can't approve \w+ in e\d.* can\./s;

export const NO_DISCARDER = /You can't discard a run of \w+ in e\d.* can\./s;

export const NO_CANCELLER = /Only the requester and the approvers can cancel this run.*names them/s;

export const NO_BREAKER = /You can't break glass in e\d.* can\./s;

export const NO_REVIEWER = /You can't close the review of \w+ in e\d.*Ask somebody who can approve it/s;

export const OWN_REVIEW = /You took part in this, so somebody else has to review it.*Ask an approver/s;

export const NO_REQUESTER = /You can't request cleanup in e1.*Who can: /s;

/** People who have no part in the entry do not learn that it exists. */
export const NOTHING_THERE = /There is no action “cleanup” that you can run/;
