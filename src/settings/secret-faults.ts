/** Checks that apply to every secret. */
interface SecretFault {
  readonly found: RegExp;
  /** Continues a sentence that begins with the variable. Shows nothing of the secret except the finding. */
  readonly say: (found: string) => string;
}

const QUOTE = '["\'`\u2018\u2019\u201c\u201d]';

/** Only the first finding is reported. */
const FAULTS: readonly SecretFault[] = [
  {
    found: new RegExp(`^${QUOTE}|${QUOTE}$`),
    say: () => 'is in quotes, which docker --env-file keeps. Write it without quotes.',
  },
  {
    found: /^(?:authorization:\s*)?(?:bearer|basic|token)\s/i,
    say: (found) => `begins with "${found.trim()}". Give only the token.`,
  },
  {
    found: /^(?:export\s+)?[A-Z][A-Z_]+=/,
    say: (found) => `begins with "${found}". Give only what follows it.`,
  },
  { found: /^(?:<.*>|\{\{.*\}\})$/, say: () => 'is in brackets, like a placeholder. Write only the value.' },
  {
    found: /^\$\{?[A-Z][A-Z0-9_]*\}?$/,
    say: (found) => `is "${found}", the name of a variable that was not replaced. Give its value.`,
  },
  { found: /[\r\n]/, say: () => 'contains a line break. Give only the value, on one line.' },
  { found: /[ \t]/, say: () => 'contains a space. Remove it.' },
  {
    found: /[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}]/u,
    say: (found) => `contains an invisible character (${codePoint(found)}). Copy the value again.`,
  },
  {
    // URLs are checked as URLs.
    found: /^(?!\w+:\/\/)[\x21-\x7e]*[^\x21-\x7e]/u,
    say: (found) => `contains ${lastOf(found)}, which no token contains. Copy the whole value.`,
  },
];

const lastOf = (found: string): string => {
  const character = [...found].at(-1) ?? '';
  return `"${character}" (${codePoint(character)})`;
};

const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** Slack tokens show their kind in their first characters. */
const SLACK_TOKENS: Readonly<Record<string, string>> = {
  'xoxb-': 'a bot token, which belongs in SLACK_BOT_TOKEN',
  'xapp-': 'an app-level token, which belongs in SLACK_APP_TOKEN',
  'xoxp-': "a user token; the bot needs the app's bot token (xoxb-…)",
  'xoxe.': 'a token that rotates, which the bot cannot renew; turn token rotation off and use the bot token (xoxb-…)',
  'xoxe-': 'a refresh token; turn token rotation off and use the bot token (xoxb-…)',
};

/** What is wrong with a secret, without showing it. `whatItIs` says what it should be. */
export function faultInSecret(value: string, shape: RegExp, whatItIs: string): string | undefined {
  const fault = FAULTS.find(({ found }) => found.test(value));
  if (fault !== undefined) return fault.say(fault.found.exec(value)?.[0] ?? '');
  if (shape.test(value)) return undefined;
  const other = Object.entries(SLACK_TOKENS).find(([prefix]) => value.startsWith(prefix))?.[1];
  return other === undefined ? `does not look like ${whatItIs}.` : `is ${other}.`;
}
