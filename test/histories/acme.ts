import type { Allowlist, Entry } from '../../src/domain/entry.ts';
import type { PeopleList, Standing, UserGroups } from '../../src/domain/person.ts';
import type { SlackTeam } from '../../src/flows/slack-team.ts';

export const NAMES = ['ana', 'ben', 'cem', 'dia', 'eva', 'fay'] as const;
export const GROUPS = ['devs', 'sre', 'dba'] as const;

/** What an allowlist may ask for, in words of this folder alone: one list of names for each approval that is needed. */
export const PLACES: readonly (readonly (readonly string[])[])[] = [
  [['sre']],
  [],
  [['sre'], ['ben']],
  [['sre'], ['sre']],
  [
    ['sre', 'dba'],
    ['sre', 'dba'],
  ],
  [['dba'], ['sre'], ['ben', 'cem']],
  [['eva']],
];
/** A requester has to stand in each of the lists. */
export const REQUESTERS: readonly (readonly (readonly string[])[])[] = [
  [['devs', 'ben']],
  [['everyone']],
  [
    ['devs', 'sre'],
    ['ana', 'ben', 'dia'],
  ],
  [['ana']],
];
export const ADDRESSES = ['action.aws_lambda_invoke.cleanup', 'action.aws_lambda_invoke.failover'] as const;

/** The one entry of the allowlist as it stands now: each number chooses from one of the tables above. */
export interface Written {
  readonly listed: boolean;
  readonly places: number;
  readonly requesters: number;
  readonly address: number;
  readonly allowRequester: boolean;
  readonly byHand: boolean;
}

/** Acme as it is at this moment; everything in it can change between two steps. */
export interface Acme {
  written: Written;
  readonly members: Record<string, Set<string>>;
  readonly outside: Map<string, NonNullable<Standing['outside']>>;
  configuration: number;
}

export const foundAcme = (written: Written): Acme => ({
  written,
  members: {
    devs: new Set(['ana', 'dia']),
    sre: new Set(['ben', 'cem', 'eva']),
    dba: new Set(['cem', 'dia', 'fay']),
  },
  outside: new Map(),
  configuration: 1,
});

export function teamOf(acme: Acme): SlackTeam {
  return {
    standingOf: async (id) => ({ id, name: id, outside: acme.outside.get(id) }),
    readUserGroups: async (): Promise<UserGroups> => ({
      readAt: new Date(0),
      members: new Map(Object.entries(acme.members).map(([group, people]) => [group, new Set(people)])),
    }),
    readChannel: async (id) => ({
      ...{ id, name: 'prod-ops', kind: 'channel' },
      ...{ sharedWithOutsiders: false, botMayWrite: true, archived: false },
    }),
  };
}

export function allowlistOf({ written }: Acme): Allowlist {
  return {
    hash: JSON.stringify(written),
    text: '',
    entries: written.listed ? [entryOf(written)] : [],
    freezes: [],
    origins: [],
    operators: {},
    limits: { open: 50, commandsPerMinute: 60 },
  };
}

const nobody: PeopleList = { everyone: false, people: [], groups: [] };
const listOf = (names: readonly string[]): PeopleList => ({
  everyone: names.includes('everyone'),
  people: NAMES.filter((name) => names.includes(name)),
  groups: GROUPS.filter((name) => names.includes(name)),
});

function entryOf(written: Written): Entry {
  const places = PLACES[written.places] ?? [];
  const lines = new Map<string, number>();
  for (const place of places) lines.set(place.join(), (lines.get(place.join()) ?? 0) + 1);
  return {
    action: 'cleanup',
    environment: 'prod',
    organization: 'acme',
    workspace: 'acme-prod',
    address: ADDRESSES[written.address] ?? ADDRESSES[0],
    requesters: (REQUESTERS[written.requesters] ?? []).map(listOf),
    channels: [],
    approval: {
      required: [...lines].map(([names, count]) => ({ from: listOf(names.split(',')), count })),
      expires: 3_600_000,
      allowRequester: written.allowRequester,
    },
    apply: written.byHand ? 'by_hand' : 'automatic',
    maxInvocations: 1,
    startWithin: 3_600_000,
    confirmWithin: 900_000,
    preview: false,
    breakGlass: nobody,
    viewers: nobody,
    notifyFailure: nobody,
    parameters: {},
  };
}
