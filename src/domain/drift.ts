import type { RecordFinding } from './compare-record.ts';
import { DAY } from './duration.ts';
import type { TokenReading } from './judge-token.ts';
import { FINDING_LEVELS, type FindingCode, type OnlineFinding } from './online-finding.ts';
import { sayFinding } from './say-finding.ts';
import { type Sentence, sentence } from './sentence.ts';

type DriftCode = FindingCode | RecordFinding['code'] | 'token_expires_soon' | 'token_not_accepted';

/** `hourly`: the setup against both services. `daily`: the record against the runs in HCP Terraform. */
export type DriftChecks = 'hourly' | 'daily';

/** Something that the services say against the setup of a running bot. */
export interface DriftItem {
  /** The same for the same thing, however often it is found. */
  readonly key: string;
  readonly code: DriftCode;
  readonly says: Sentence;
}

/** What one round of checks found, and what it could not find out. */
export interface DriftRound {
  readonly checks: DriftChecks;
  readonly found: readonly DriftItem[];
  /** Whether the thing of this key was looked at. If not, its absence does not mean that it is mended. */
  readonly isChecked: (key: string) => boolean;
  /** The next round is due one interval after this. Absent: after now. */
  readonly countsAt?: Date;
}

export interface DriftNews {
  readonly kind: 'drift';
  /** Absent: `hourly`. */
  readonly checks?: DriftChecks;
  readonly found: readonly Sentence[];
  readonly mended: readonly Sentence[];
}

/** Faults, and the warning that somebody cannot do what a button offers. */
const isDrift = ({ code }: OnlineFinding): boolean =>
  FINDING_LEVELS[code] === 'fault' || code === 'cannot_confirm_by_hand';

/** The facts by which a finding is the same one next time. The others, such as proposals, may change. */
const IDENTITY = [
  'organization',
  'workspace',
  'address',
  'person',
  'group',
  'channel',
  'action',
  'environment',
] as const;

export interface DriftSubject {
  readonly source: 'slack' | 'terraform' | 'token' | 'record';
  readonly code: DriftCode;
  readonly workspace?: string | undefined;
  readonly variable?: string;
}

/** These come from Slack; all others from HCP Terraform. */
const OF_SLACK: ReadonlySet<FindingCode> = new Set([
  ...(['person_does_not_count', 'no_user_groups', 'group_not_found', 'group_disabled', 'group_empty'] as const),
  ...(['group_without_members', 'bot_not_in_channel', 'channel_shared', 'channel_archived'] as const),
  ...(['nobody_can_request', 'nobody_can_approve'] as const),
]);

function itemOf(finding: OnlineFinding): DriftItem {
  const facts: Readonly<Record<string, unknown>> = { ...finding };
  const workspace = workspaceOf(finding);
  const source = OF_SLACK.has(finding.code) ? 'slack' : 'terraform';
  const subject: DriftSubject = { source, code: finding.code, ...(workspace === undefined ? {} : { workspace }) };
  return {
    key: JSON.stringify([subject, IDENTITY.map((name) => facts[name] ?? null)]),
    code: finding.code,
    says: sayFinding(finding),
  };
}

function workspaceOf(finding: OnlineFinding): string | undefined {
  if ('fault' in finding) return finding.fault.workspace;
  return 'workspace' in finding ? finding.workspace : undefined;
}

const EXPIRES_SOON = 7 * DAY;

function itemsOfToken({ variable, address, answer, expiresAt }: TokenReading, now: number): readonly DriftItem[] {
  const keyOf = (code: DriftCode): string =>
    JSON.stringify([{ source: 'token', code, variable } satisfies DriftSubject]);
  if (answer === 'not_accepted') {
    const code = 'token_not_accepted';
    return [
      {
        key: keyOf(code),
        code,
        says: sentence`${address} does not accept ${variable}. Create a new token, and set it.`,
      },
    ];
  }
  if (!(expiresAt instanceof Date) || expiresAt.getTime() - now > EXPIRES_SOON) return [];
  const code = 'token_expires_soon';
  const on = expiresAt.toISOString().slice(0, 10);
  return [
    {
      key: keyOf(code),
      code,
      says: sentence`${variable} expires on ${on}. Create a new token for the same team, and set it.`,
    },
  ];
}

interface Readings {
  readonly findings: readonly OnlineFinding[];
  /** Services of which something could not be read. */
  readonly notAsked: readonly { readonly service: 'Slack' | 'HCP Terraform' }[];
  readonly tokens: readonly TokenReading[];
}

/** These leave the address of the workspace unchecked. */
const NO_ACTIONS: readonly FindingCode[] = ['no_actions_listed', 'actions_not_shown'];
/** These leave everything else of the workspace unchecked. */
const NO_WORKSPACE: readonly FindingCode[] = ['workspace_not_found', 'another_workspace'];

export function judgeDrift({ findings, notAsked, tokens }: Readings, now: number): DriftRound {
  const found = [...findings.filter(isDrift).map(itemOf), ...tokens.flatMap((token) => itemsOfToken(token, now))];
  const silent = new Set(notAsked.map(({ service }) => service));
  const without = (codes: readonly FindingCode[]): ReadonlySet<string | undefined> =>
    new Set(findings.filter(({ code }) => codes.includes(code)).map(workspaceOf));
  const [noActions, noWorkspace] = [without(NO_ACTIONS), without(NO_WORKSPACE)];
  const isChecked = (key: string): boolean => {
    const [{ source, code, workspace, variable }] = JSON.parse(key) as [DriftSubject];
    if (source === 'record') return false;
    if (source === 'slack') return !silent.has('Slack');
    if (source === 'token') return isTokenChecked(tokens, code, variable);
    if (silent.has('HCP Terraform')) return false;
    if (code === 'address_not_listed' && noActions.has(workspace)) return false;
    return NO_WORKSPACE.some((one) => one === code) || !noWorkspace.has(workspace);
  };
  return { checks: 'hourly', found: [...new Map(found.map((item) => [item.key, item])).values()], isChecked };
}

/** A variable that is gone has no token any more. */
function isTokenChecked(tokens: readonly TokenReading[], code: DriftCode, variable: string | undefined): boolean {
  const token = tokens.find((one) => one.variable === variable);
  if (token === undefined) return tokens.length > 0;
  if (code === 'token_not_accepted') return token.answer === 'accepted';
  return token.expiresAt !== undefined;
}
