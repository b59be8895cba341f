import { type Acme, ADDRESSES, GLASS, OPERATORS, PLACES, REQUESTERS, type Span, type Written } from './acme.ts';

/**
 * A second implementation of who may do what, by brute force and based on `acme.ts` only. It shares no code with the
 * rules that it checks.
 */
interface Accepted {
  readonly kind: 'run_it' | 'approve' | 'confirm' | 'break_glass';
  readonly request: string;
  readonly person: string;
  readonly under: string;
}

interface Asked {
  readonly requester: string;
  readonly under: string;
  readonly configuration: number;
}

export interface Oracle {
  asked(request: string, requester: string): void;
  accepted(kind: Accepted['kind'], request: string, person: string): void;
  froze(person: string, lasts: number): void;
  unfroze(person: string): void;
  /** How often only broken glass allowed creating or confirming a run, by what it skipped. */
  readonly glassCounted: { withoutApprovals: number; throughFreeze: number; confirmed: number };
  /** Somebody's no was accepted: from now on no call may change anything. */
  ended(request: string): void;
  /** Each throws if the call must not be made now. */
  judgeCreating(request: string, call: { readonly address: string; readonly configuration: string | undefined }): void;
  judgeConfirming(request: string): void;
}

const here = (acme: Acme, person: string): boolean => !acme.outside.has(person);

const isNamed = (acme: Acme, names: readonly string[], person: string): boolean =>
  names.some((name) => name === 'everyone' || name === person || acme.members[name]?.has(person) === true);

const mayRequest = (acme: Acme, person: string): boolean =>
  here(acme, person) && (REQUESTERS[acme.written.requesters] ?? []).every((names) => isNamed(acme, names, person));

const mayBreakGlass = (acme: Acme, person: string): boolean =>
  here(acme, person) && isNamed(acme, GLASS[acme.written.glass] ?? [], person);

const mayFill = (acme: Acme, names: readonly string[], person: string, requester: string): boolean =>
  here(acme, person) && isNamed(acme, names, person) && (person !== requester || acme.written.allowRequester);

/** True if every place can get its own person, by trying all assignments. */
function canSeat(
  acme: Acme,
  places: readonly (readonly string[])[],
  people: readonly string[],
  requester: string,
): boolean {
  const [place, ...others] = places;
  if (place === undefined) return true;
  return people.some(
    (person) =>
      mayFill(acme, place, person, requester) &&
      canSeat(
        acme,
        others,
        people.filter((other) => other !== person),
        requester,
      ),
  );
}

const placesOf = ({ written }: Acme): readonly (readonly string[])[] => PLACES[written.places] ?? [];
const textOf = (written: Written): string => JSON.stringify(written);

export function foundOracle(acme: Acme): Oracle {
  const requests = new Map<string, Asked>();
  const accepted: Accepted[] = [];
  const ended = new Set<string>();
  const glassCounted = { withoutApprovals: 0, throughFreeze: 0, confirmed: 0 };
  let fromChat: readonly Span[] = [];
  const isFrozen = (): boolean =>
    [acme.planned, ...fromChat].some((span) => span !== undefined && span.from <= acme.now && acme.now < span.until);
  const must = (holds: boolean, what: string): void => {
    if (!holds) throw new Error(what);
  };
  const find = (id: string): Asked => {
    const request = requests.get(id);
    if (request === undefined) throw new Error('A call was made for a request that nobody asked.');
    return request;
  };
  const brokeGlass = (id: string, person?: string): boolean =>
    accepted.some(
      (one) =>
        one.kind === 'break_glass' &&
        one.request === id &&
        one.under === textOf(acme.written) &&
        (person ?? one.person) === one.person &&
        mayBreakGlass(acme, one.person),
    );
  /** Whether broken glass was needed for the approvals or for a freeze. */
  const judge = (id: string): { readonly approved: boolean; readonly frozen: boolean } => {
    must(!ended.has(id), 'Somebody denied, withdrew, discarded or canceled it before.');
    const { requester, under } = find(id);
    const now = textOf(acme.written);
    must(acme.written.listed && under === now, 'The entry is not the one that was asked for.');
    must(mayRequest(acme, requester), 'The requester may not request it at this moment.');
    const approvers = accepted
      .filter((one) => one.kind === 'approve' && one.request === id && one.under === now)
      .map(({ person }) => person);
    const approved = canSeat(acme, placesOf(acme), [...new Set(approvers)], requester);
    const frozen = isFrozen();
    const glass = brokeGlass(id);
    must(approved || glass, 'The required approvals are not there, and nobody who may broke the glass.');
    must(!frozen || glass, 'A freeze holds, and nobody who may broke the glass.');
    return { approved, frozen };
  };
  const mayConfirm = (id: string, person: string): boolean =>
    brokeGlass(id, person) ||
    (placesOf(acme).length === 0 ? mayRequest(acme, person) : canFillSome(acme, person, find(id).requester));
  const may: Readonly<Record<Accepted['kind'], (id: string, person: string) => boolean>> = {
    run_it: (id, person) => person === find(id).requester && mayRequest(acme, person) && !isFrozen(),
    approve: (id, person) => canFillSome(acme, person, find(id).requester) && !isFrozen(),
    break_glass: (_id, person) => mayBreakGlass(acme, person),
    // Whether the glass still counts is checked when the run is confirmed.
    confirm: (id, person) =>
      mayConfirm(id, person) &&
      (!isFrozen() || accepted.some(({ kind, request }) => kind === 'break_glass' && request === id)),
  };
  return {
    asked: (id, requester) => {
      must(acme.written.listed && mayRequest(acme, requester), 'Somebody asked who may not.');
      must(
        !isFrozen() || mayBreakGlass(acme, requester),
        'Somebody asked while it was frozen, and may not break the glass.',
      );
      requests.set(id, { requester, under: textOf(acme.written), configuration: acme.configuration });
    },
    ended: (request) => void ended.add(request),
    glassCounted,
    froze(person, lasts) {
      must(here(acme, person) && isNamed(acme, OPERATORS, person), `${person} could freeze, and may not.`);
      fromChat = [...fromChat, { from: acme.now, until: acme.now + lasts }];
    },
    unfroze(person) {
      must(here(acme, person) && isNamed(acme, OPERATORS, person), `${person} could unfreeze, and may not.`);
      fromChat = [];
    },
    accepted(kind, request, person) {
      const { under } = find(request);
      must(may[kind](request, person), `${person} could ${kind}, and may not.`);
      must(acme.written.listed && under === textOf(acme.written), `${person} could ${kind} what was not asked for.`);
      accepted.push({ kind, request, person, under: textOf(acme.written) });
    },
    judgeCreating(id, { address, configuration }) {
      const { approved, frozen } = judge(id);
      if (!approved) glassCounted.withoutApprovals += 1;
      if (frozen) glassCounted.throughFreeze += 1;
      must(address === ADDRESSES[acme.written.address], 'The action address is another one.');
      must(find(id).configuration === acme.configuration, 'The configuration version changed since it was asked.');
      must(configuration === `cv-${acme.configuration}`, 'The run would use another configuration version.');
    },
    judgeConfirming(id) {
      const { approved, frozen } = judge(id);
      if (!approved || frozen) glassCounted.confirmed += 1;
      if (!acme.written.byHand) return;
      const confirmers = accepted.filter((one) => one.kind === 'confirm' && one.request === id);
      must(
        confirmers.some(({ person }) => mayConfirm(id, person)),
        'It is applied by hand, and nobody who may confirm it at this moment did.',
      );
    },
  };
}

const canFillSome = (acme: Acme, person: string, requester: string): boolean =>
  placesOf(acme).some((names) => mayFill(acme, names, person, requester));
