import { DAY } from './duration.ts';

/**
 * What became of a check. A fault keeps the bot from working, a warning may surprise. `unknown` could not be found out,
 * and `skipped` does not apply here; neither counts as fine.
 */
export type AnswerLevel = 'fine' | 'warning' | 'fault' | 'unknown' | 'skipped';

/** One answer of a check, in words. */
export interface CheckAnswer {
  readonly level: AnswerLevel;
  readonly code: string;
  readonly says: string;
  /** What to do about it. */
  readonly fix?: string;
}

/** The checks of `tf-action doctor`, in the order in which they are printed, and what each asks. */
export const CHECKS = {
  variables: 'Are the variables complete and well formed?',
  proxies: 'Can the proxies and certificate authorities be used?',
  slack: 'Does Slack accept the tokens?',
  slack_scopes: 'Does the bot token have the scopes of manifest.yml?',
  slack_installation: 'Is the app installed in one Slack team?',
  hcp_terraform: 'Does HCP Terraform accept the tokens?',
  token_kinds: 'Do the tokens of HCP Terraform belong to teams without more rights than needed?',
  token_expiry: 'Do the tokens of HCP Terraform last?',
  clocks: "Does this machine's clock agree with both services?",
  database: 'Can the database be used, and does it keep what is committed?',
  data_directory: 'Can the data directory be used?',
  allowlist: 'Is the allowlist without errors?',
  allowlist_online: 'Do Slack and HCP Terraform agree with the allowlist?',
  notifications: 'Does the bot take notifications of HCP Terraform on its PORT?',
} as const satisfies Readonly<Record<string, string>>;

export type CheckName = keyof typeof CHECKS;

export interface Checked {
  readonly name: CheckName;
  readonly asks: string;
  readonly answers: readonly CheckAnswer[];
}

export const fine = (code: string, says: string): CheckAnswer => ({ level: 'fine', code, says });
export const warning = (code: string, says: string, fix: string): CheckAnswer => ({
  ...{ level: 'warning', code, says, fix },
});
export const fault = (code: string, says: string, fix: string): CheckAnswer => ({ level: 'fault', code, says, fix });
export const unknown = (code: string, says: string, fix: string): CheckAnswer => ({
  ...{ level: 'unknown', code, says, fix },
});
export const skipped = (code: string, says: string): CheckAnswer => ({ level: 'skipped', code, says });

/** 1 with a fault, else 2 where something could not be found out, else 0. */
export function exitCodeOf(checks: readonly Checked[]): 0 | 1 | 2 {
  const levels = new Set(checks.flatMap(({ answers }) => answers.map(({ level }) => level)));
  if (levels.has('fault')) return 1;
  return levels.has('unknown') ? 2 : 0;
}

/** Bot scopes of manifest.yml. */
export const SLACK_SCOPES = [
  ...['commands', 'chat:write', 'users:read', 'usergroups:read', 'channels:read', 'groups:read'],
  ...['channels:history', 'groups:history', 'im:write', 'im:history'],
] as const;

/** `granted` is `undefined` where Slack does not say. */
export function judgeScopes(granted: readonly string[] | undefined): readonly CheckAnswer[] {
  if (granted === undefined)
    return [unknown('scopes_not_said', 'Slack did not say which scopes the bot token has.', 'Run doctor again.')];
  const missing = SLACK_SCOPES.filter((scope) => !granted.includes(scope));
  const more = granted.filter((scope) => !(SLACK_SCOPES as readonly string[]).includes(scope));
  if (missing.length > 0)
    return [
      fault(
        'scopes_missing',
        `the bot token lacks ${missing.join(', ')}.`,
        "Paste manifest.yml into the app's manifest in Slack, and reinstall the app.",
      ),
    ];
  if (more.length === 0) return [fine('scopes_complete', 'the bot token has exactly the scopes of manifest.yml.')];
  return [
    warning(
      'scopes_not_needed',
      `the bot token also has ${more.join(', ')}, which the bot does not need.`,
      "Remove them under OAuth & Permissions, or paste manifest.yml into the app's manifest, and reinstall the app.",
    ),
  ];
}

/** Clocks may differ by this much without a word (milliseconds). The header `Date` has whole seconds. */
const SKEW_WARNING = 10_000;
/** From here on, waiting times and signatures of calls become wrong (milliseconds). */
const SKEW_FAULT = 60_000;

/** `ahead` is how far the service's clock is ahead of this machine's (milliseconds); `undefined` where it does not say. */
export function judgeClock(service: string, ahead: number | undefined): CheckAnswer {
  if (ahead === undefined)
    return unknown('clock_not_said', `${service} did not say what time it is.`, 'Run doctor again.');
  const by = Math.abs(ahead);
  const says = `this machine's clock is ${Math.round(by / 1_000)} s ${ahead > 0 ? 'behind' : 'ahead of'} ${service}.`;
  if (by >= SKEW_FAULT) return fault('clock_wrong', says, "Correct this machine's clock, for example with NTP.");
  if (by >= SKEW_WARNING) return warning('clock_differs', says, "Correct this machine's clock, for example with NTP.");
  return fine('clock_agrees', `this machine's clock agrees with ${service}.`);
}

/** A token that expires within this time is told as a fault, and within the other as a warning (milliseconds). */
const EXPIRES_SOON = 7 * DAY;
const EXPIRES_LATER = 30 * DAY;

/** `expiresAt`: `never`, or `undefined` where HCP Terraform does not say. */
export function judgeExpiry(variable: string, expiresAt: Date | 'never' | undefined, now: number): CheckAnswer {
  const renew = `Create a new token for the same team, and set ${variable}. A token in a file (${variable}_FILE) is renewed without a restart.`;
  if (expiresAt === undefined)
    return warning(
      'expiry_not_shown',
      `HCP Terraform does not show when ${variable} expires.`,
      "Look it up on the team's page, and note the date.",
    );
  if (expiresAt === 'never') return fine('never_expires', `${variable} never expires.`);
  const left = expiresAt.getTime() - now;
  const says = `${variable} expires in ${Math.max(0, Math.floor(left / DAY))} days (${expiresAt.toISOString()}).`;
  if (left <= EXPIRES_SOON) return fault('expires_within_7_days', says, renew);
  return left <= EXPIRES_LATER ? warning('expires_within_30_days', says, renew) : fine('lasts', says);
}
