import { refuseUnapprovable } from '../../domain/approvable.ts';
import type { Allowlist, Entry, ParameterValue } from '../../domain/entry.ts';
import type { Freeze } from '../../domain/freeze.ts';
import { readParameters } from '../../domain/parameters.ts';
import { idsOf, type PersonId } from '../../domain/person.ts';
import { Refusal } from '../../domain/refusal.ts';
import { breaksGlassThrough, listsOf, type PersonReading, refuseRequesting } from '../../domain/rights.ts';
import type { Workspace } from '../../domain/run.ts';
import { sayChannels } from '../../domain/say-people.ts';
import { sentence } from '../../domain/sentence.ts';
import { findWorkspaceFault, refuseWorkspace } from '../../domain/workspace-fault.ts';
import { refusePlacesOfAsking } from '../guarding/check-channels.ts';
import { findMissingApprovers } from '../guarding/find-approvers.ts';
import { findFreeze, refuseFrozen } from '../guarding/find-freeze.ts';
import { readPerson } from '../guarding/read-rights.ts';
import { readWorkspaceFacts } from '../guarding/read-workspace-facts.ts';
import type { Clock } from '../ports/clock.ts';
import type { FreezeBook } from '../ports/freeze-book.ts';
import type { HcpTerraform } from '../ports/hcp-terraform.ts';
import type { SlackTeam } from '../ports/slack-team.ts';

export interface JudgeDeps {
  readonly allowlist: () => Allowlist;
  readonly team: SlackTeam;
  readonly terraform: HcpTerraform;
  readonly freezes: FreezeBook;
  readonly clock: Clock;
}

export interface Asking {
  readonly entry: Entry;
  readonly person: PersonId;
  readonly channel: string;
  /** Absent: parameters are not checked. */
  readonly parameters?: ReadonlyMap<string, string>;
  /** Words that are neither names nor parameters. */
  readonly stray?: readonly string[];
}

/**
 * The result of checking whether a person may ask. Everything after the first refusal is present only if all rules were
 * checked.
 */
export interface Judgement {
  readonly reading: PersonReading;
  /** Every refusal, in the order of the rules. */
  readonly refusals: readonly Refusal[];
  /** Refusals that do not apply to this person, who may break glass. */
  readonly onlyGlass: readonly Refusal[];
  readonly heldBy?: Freeze;
  readonly unapprovable?: true;
  readonly values: Readonly<Record<string, ParameterValue>>;
  readonly workspace: Workspace | undefined;
}

/**
 * Checks whether a person may ask for an entry now. Asking stops at the first refusal and explaining collects all of
 * them, so both always agree. Throws if something cannot be found out.
 */
export async function judgeAsking(deps: JudgeDeps, asking: Asking, until: 'first_no' | 'end'): Promise<Judgement> {
  const { entry, person, channel } = asking;
  const reading = await readPerson(deps.team, person, listsOf(entry));
  const found: { -readonly [Key in keyof Judgement]: Judgement[Key] } = {
    ...{ reading, refusals: [], onlyGlass: [], values: {}, workspace: undefined },
  };
  const unlessGlass = (refusal: Refusal): Refusal | undefined => {
    if (breaksGlassThrough(entry, reading) === undefined) return refusal;
    found.onlyGlass = [...found.onlyGlass, refusal];
    return undefined;
  };
  const rules: readonly (() => Refusal | undefined | Promise<Refusal | undefined>)[] = [
    () => refuseRequesting(entry, reading),
    () => refuseChannel(entry, channel),
    () => refusePlacesOfAsking(deps.team, entry, channel),
    async () => {
      const missing = await findMissingApprovers(deps.team, entry, idsOf(reading.standing));
      if (missing === undefined) return undefined;
      found.unapprovable = true;
      return unlessGlass(refuseUnapprovable(entry, missing));
    },
    () => {
      if (asking.parameters === undefined) return undefined;
      const read = readParameters(entry.parameters, asking.parameters, asking.stray);
      if (read instanceof Refusal) return read;
      found.values = read.values;
      return undefined;
    },
    async () => {
      const freeze = await findFreeze(deps, entry);
      if (freeze === undefined) return undefined;
      found.heldBy = freeze;
      return unlessGlass(refuseFrozen(entry, freeze));
    },
    async () => {
      const workspace = await readWorkspaceOf(deps, entry);
      if (workspace instanceof Refusal) return workspace;
      found.workspace = workspace;
      return undefined;
    },
  ];
  for (const rule of rules) {
    const refusal = await rule();
    if (refusal === undefined) continue;
    found.refusals = [...found.refusals, refusal];
    if (until === 'first_no') break;
  }
  return found;
}

/** The channel has to be in every list that applies. */
export function refuseChannel(entry: Entry, channel: string): Refusal | undefined {
  if (entry.channels.every((list) => list.includes(channel))) return undefined;
  const allowed = entry.channels.reduce((all, list) => all.filter((id) => list.includes(id)));
  return new Refusal(
    'wrong_channel',
    `${entry.action} in ${entry.environment} can't be requested in this channel.`,
    allowed.length > 0 ? sentence`Ask in ${sayChannels(allowed)}.` : 'The allowlist leaves no channel for it.',
  );
}

/** The workspace, unless the token cannot see it or no action can run in it. */
async function readWorkspaceOf({ terraform }: JudgeDeps, entry: Entry): Promise<Workspace | Refusal> {
  const workspace = await terraform.readWorkspace(entry);
  if (workspace === undefined) {
    return new Refusal(
      'workspace_not_found',
      `HCP Terraform has no workspace ${entry.workspace} in ${entry.organization}, or does not show it to the bot.`,
      "Check the workspace's name in the allowlist, and that the bot's team can see it.",
    );
  }
  const fault = findWorkspaceFault(workspace.name, await readWorkspaceFacts(terraform, entry, workspace), entry);
  return fault === undefined ? workspace : refuseWorkspace(entry, fault);
}
