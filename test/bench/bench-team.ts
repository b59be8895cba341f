import { digestOf } from '../../src/domain/digest.ts';
import type { Allowlist, Entry } from '../../src/domain/entry.ts';
import type { ActionRequest, AskedFor } from '../../src/domain/request.ts';
import type { FreezeBook } from '../../src/flows/ports/freeze-book.ts';
import type { Channel, SlackTeam } from '../../src/flows/ports/slack-team.ts';
import { parseAllowlist } from '../../src/settings/allowlist-file.ts';
import { ADDRESS, type FakeWorkspace, ORGANIZATION } from './fake-runs.ts';

export const TEAM = 'T0ACME0001';
export const CHANNEL = 'C0PRODOPS1';
export const ANA = 'U0ANA00001';

const FILE = 'config/actions.yml';

/**
 * An allowlist with one action in one environment. Everybody may request it, so that a bench can have any number of
 * people.
 */
export const allowlistText = (more: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    version: 1,
    everywhere: { organization: ORGANIZATION, requesters: ['everyone'] },
    environments: { prod: { workspace: 'bench-000000' } },
    actions: {
      cleanup: {
        description: 'Delete build artefacts that nothing refers to',
        address: ADDRESS,
        environments: ['prod'],
      },
    },
    ...more,
  });

export const readAllowlist = (text: string): Allowlist => parseAllowlist(text, FILE, new Map());

export function entryOf(allowlist: Allowlist): Entry {
  const [entry] = allowlist.entries;
  if (entry === undefined) throw new Error('The allowlist of the bench has no entry.');
  return entry;
}

const NEVER_OLD = new Date(8_640_000_000_000_000);

/** Everybody is a full member of the team and every channel is usable. Reading takes no time. */
export const openTeam: SlackTeam = {
  standingOf: async (id) => ({ id, name: id, outside: undefined, readAt: NEVER_OLD }),
  knownStandingOf: async (id) => ({ id, name: id, outside: undefined, readAt: NEVER_OLD }),
  readUserGroups: async () => ({ readAt: NEVER_OLD, members: new Map() }),
  readChannel: async (id) => usableChannel(id),
  recentChannel: async (id) => usableChannel(id),
};

const usableChannel = (id: string): Channel => ({
  ...{ id, name: 'prod-ops', kind: 'channel', sharedWithOutsiders: false, botMayWrite: true, archived: false },
});

export const noFreezes: FreezeBook = {
  current: async () => [],
  add: () => Promise.reject(new Error('The bench freezes nothing.')),
  lift: async () => 0,
};

/** An approved request in the workspace, about to be created. */
export function newRequest(
  entry: Entry,
  workspace: Pick<FakeWorkspace, 'id' | 'name' | 'number'>,
  given: Pick<ActionRequest, 'id' | 'token' | 'state' | 'askedAt'> & Partial<ActionRequest>,
): ActionRequest {
  const asked: AskedFor = {
    entry,
    parameters: {},
    workspaceId: workspace.id,
    workspaceName: workspace.name,
    organization: ORGANIZATION,
    configurationVersionId: `cv-${String(workspace.number).padStart(6, '0')}`,
    salt: given.id,
  };
  return {
    version: 1,
    team: TEAM,
    channel: CHANNEL,
    requester: ANA,
    requesterName: 'Ana',
    asked,
    digest: digestOf(asked),
    startedAt: given.askedAt,
    approvedAt: given.askedAt,
    creatingSince: given.askedAt,
    decisions: [],
    ...given,
  };
}
