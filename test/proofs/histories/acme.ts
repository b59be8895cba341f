import type { Allowlist, Entry } from '../../../src/domain/entry.ts';
import type { PlannedFreeze } from '../../../src/domain/freeze.ts';
import type { PeopleList, Standing, UserGroups } from '../../../src/domain/person.ts';
import type { SlackTeam } from '../../../src/flows/ports/slack-team.ts';

export const NAMES = ['ana', 'ben', 'cem', 'dia', 'eva', 'fay'] as const;
export const GROUPS = ['devs', 'sre', 'dba'] as const;

/** The approvals that an allowlist may require, in this folder's own notation: one list of names per approval. */
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
/** A requester must be in each of the lists. */
export const REQUESTERS: readonly (readonly (readonly string[])[])[] = [
  [['devs', 'ben']],
  [['everyone']],
  [
    ['devs', 'sre'],
    ['ana', 'ben', 'dia'],
  ],
  [['ana']],
];
/** Who may break the glass. */
export const GLASS: readonly (readonly string[])[] = [['dia'], [], ['sre'], ['ana', 'dba'], ['eva', 'fay']];
/** Who may freeze prod from chat. */
export const OPERATORS: readonly string[] = ['fay', 'sre'];
export const ADDRESSES = ['action.aws_lambda_invoke.cleanup', 'action.aws_lambda_invoke.failover'] as const;

/** The only entry of the allowlist. Each number is an index into one of the tables above. */
export interface Written {
  readonly listed: boolean;
  readonly places: number;
  readonly requesters: number;
  readonly address: number;
  readonly allowRequester: boolean;
  readonly byHand: boolean;
  readonly glass: number;
}

/** Milliseconds since 1970, excluding the end. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** The current state of Acme. Everything in it can change between two steps. */
export interface Acme {
  written: Written;
  readonly members: Record<string, Set<string>>;
  readonly outside: Map<string, NonNullable<Standing['outside']>>;
  configuration: number;
  now: number;
  /** The allowlist's planned freeze. */
  planned: Span | undefined;
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
  now: 1_800_000_000_000,
  planned: undefined,
});

export function teamOf(acme: Acme): SlackTeam {
  const members = new Map(Object.entries(acme.members));
  const channel = {
    ...{ name: 'prod-ops', kind: 'channel' as const },
    ...{ sharedWithOutsiders: false, botMayWrite: true, archived: false },
  };
  return {
    standingOf: async (id) => ({ id, name: id, outside: acme.outside.get(id), readAt: new Date(acme.now) }),
    knownStandingOf: async (id) => ({ id, name: id, outside: acme.outside.get(id) }),
    readUserGroups: async (): Promise<UserGroups> => ({ readAt: new Date(acme.now), members }),
    readChannel: async (id) => ({ ...channel, id }),
    recentChannel: async (id) => ({ ...channel, id }),
  };
}

/** Parsed again after each change, like a file. */
export function readAllowlist(acme: Acme): () => Allowlist {
  let read = { written: acme.written, planned: acme.planned, allowlist: allowlistOf(acme) };
  return () => {
    if (read.written !== acme.written || read.planned !== acme.planned) {
      read = { written: acme.written, planned: acme.planned, allowlist: allowlistOf(acme) };
    }
    return read.allowlist;
  };
}

const allowlistOf = ({ written, planned }: Acme): Allowlist => ({
  hash: JSON.stringify(written),
  text: '',
  entries: written.listed ? [entryOf(written)] : [],
  freezes: planned === undefined ? [] : [plannedFreeze(planned)],
  origins: [],
  operators: { prod: listOf(OPERATORS) },
  limits: { open: 50, commandsPerMinute: 60 },
});

const plannedFreeze = ({ from, until }: Span): PlannedFreeze => ({
  name: 'winter',
  when: { kind: 'once', from: new Date(from), until: new Date(until) },
});

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
    breakGlass: listOf(GLASS[written.glass] ?? []),
    viewers: nobody,
    notifyFailure: nobody,
    parameters: {},
  };
}
