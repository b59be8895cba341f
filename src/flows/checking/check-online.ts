import {
  type ApproversNow,
  approversNow,
  checkApprovals,
  checkTeam,
  type TeamReading,
} from '../../domain/check-people.ts';
import { checkWorkspace } from '../../domain/check-workspaces.ts';
import type { Allowlist } from '../../domain/entry.ts';
import { type FilePlaces, findingsOnce, type OnlineFinding } from '../../domain/online-finding.ts';
import { CouldNotFindOut } from '../guarding/could-not-find-out.ts';
import type { TerraformSetup } from '../ports/terraform-setup.ts';
import { type ReadTeamDeps, readTeamOf } from './read-team.ts';
import { readWorkspacesOf } from './read-workspaces.ts';

export interface CheckOnlineDeps extends ReadTeamDeps {
  readonly setup: TerraformSetup;
}

/** A service that could not be asked, with the reason in words. */
interface NotAsked {
  readonly service: 'Slack' | 'HCP Terraform';
  readonly why: string;
}

export interface OnlineReport {
  readonly findings: readonly OnlineFinding[];
  readonly notAsked: readonly NotAsked[];
  /** Empty if Slack could not be asked. */
  readonly approvers: readonly ApproversNow[];
  /** Slack names of the people who were looked up. */
  readonly names: ReadonlyMap<string, string>;
}

/** Compares the allowlist with what both services say now. Changes nothing, and asks each service independently. */
export async function checkOnline(
  deps: CheckOnlineDeps,
  allowlist: Allowlist,
  places: FilePlaces,
): Promise<OnlineReport> {
  const [terraform, slack] = await Promise.all([
    checkTerraform(deps, allowlist, places),
    checkSlack(deps, allowlist, places),
  ]);
  return {
    ...{ approvers: slack.approvers, names: slack.names },
    findings: findingsOnce([...terraform.findings, ...slack.findings]),
    notAsked: [...terraform.notAsked, ...slack.notAsked],
  };
}

async function checkTerraform(
  { setup }: CheckOnlineDeps,
  { entries }: Allowlist,
  places: FilePlaces,
): Promise<Pick<OnlineReport, 'findings' | 'notAsked'>> {
  const read = await readWorkspacesOf(setup, entries);
  const failures = new Set(read.flatMap(([, reading]) => ('unreachable' in reading ? [reading.unreachable] : [])));
  return {
    findings: read.flatMap(([entry, reading]) =>
      'unreachable' in reading ? [] : checkWorkspace(entry, reading, places),
    ),
    notAsked: [...failures].map((why) => ({ service: 'HCP Terraform', why })),
  };
}

async function checkSlack(deps: CheckOnlineDeps, allowlist: Allowlist, places: FilePlaces): Promise<OnlineReport> {
  try {
    const reading: TeamReading = await readTeamOf(deps, allowlist);
    const { entries } = allowlist;
    return {
      findings: [
        ...checkTeam(allowlist, reading, places),
        ...entries.flatMap((entry) => checkApprovals(entry, reading, places)),
      ],
      notAsked: [],
      approvers: entries
        .filter(({ approval }) => approval.required.length > 0)
        .map((entry) => approversNow(entry, reading)),
      names: new Map([...reading.standings].map(([id, { name }]) => [id, name])),
    };
  } catch (error) {
    if (!(error instanceof CouldNotFindOut)) throw error;
    return {
      findings: [],
      notAsked: [{ service: 'Slack', why: error.sentence }],
      approvers: [],
      names: new Map(),
    };
  }
}
