import { type Acme, ADDRESSES, PLACES, REQUESTERS, type Written } from './acme.ts';

/**
 * Who may do what, decided a second time and by trying everything, from what stands in `acme.ts` alone: it shares no line
 * with the rules it judges.
 */
interface Accepted {
  readonly kind: 'approve' | 'confirm';
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
  /** Somebody's no was taken: from now on nothing may be made to happen. */
  ended(request: string): void;
  /** Each throws where the call must not be made at this moment. */
  judgeCreating(request: string, call: { readonly address: string; readonly configuration: string | undefined }): void;
  judgeConfirming(request: string): void;
}

const here = (acme: Acme, person: string): boolean => !acme.outside.has(person);

const isNamed = (acme: Acme, names: readonly string[], person: string): boolean =>
  names.some((name) => name === 'everyone' || name === person || acme.members[name]?.has(person) === true);

const mayRequest = (acme: Acme, person: string): boolean =>
  here(acme, person) && (REQUESTERS[acme.written.requesters] ?? []).every((names) => isNamed(acme, names, person));

const mayFill = (acme: Acme, names: readonly string[], person: string, requester: string): boolean =>
  here(acme, person) && isNamed(acme, names, person) && (person !== requester || acme.written.allowRequester);

/** Whether everybody can be given a place of their own, by trying every seating. */
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
  const must = (holds: boolean, what: string): void => {
    if (!holds) throw new Error(what);
  };
  const find = (id: string): Asked => {
    const request = requests.get(id);
    if (request === undefined) throw new Error('A call was made for a request that nobody asked.');
    return request;
  };
  const judge = (id: string): void => {
    must(!ended.has(id), 'Somebody denied, withdrew, discarded or canceled it before.');
    const { requester, under } = find(id);
    const now = textOf(acme.written);
    must(acme.written.listed && under === now, 'The entry is not the one that was asked for.');
    must(mayRequest(acme, requester), 'The requester may not request it at this moment.');
    const approvers = accepted
      .filter((one) => one.kind === 'approve' && one.request === id && one.under === now)
      .map(({ person }) => person);
    must(canSeat(acme, placesOf(acme), [...new Set(approvers)], requester), 'The required approvals are not there.');
  };
  const mayConfirm = (person: string, requester: string): boolean =>
    placesOf(acme).length === 0
      ? mayRequest(acme, person)
      : placesOf(acme).some((names) => mayFill(acme, names, person, requester));
  return {
    asked: (id, requester) => {
      must(acme.written.listed && mayRequest(acme, requester), 'Somebody asked who may not.');
      requests.set(id, { requester, under: textOf(acme.written), configuration: acme.configuration });
    },
    ended: (request) => void ended.add(request),
    accepted(kind, request, person) {
      const { requester, under } = find(request);
      const may = kind === 'confirm' ? mayConfirm(person, requester) : canFillSome(acme, person, requester);
      must(may, `${person} could ${kind}, and may not.`);
      must(acme.written.listed && under === textOf(acme.written), `${person} could ${kind} what was not asked for.`);
      accepted.push({ kind, request, person, under: textOf(acme.written) });
    },
    judgeCreating(id, { address, configuration }) {
      judge(id);
      must(address === ADDRESSES[acme.written.address], 'The action address is another one.');
      must(find(id).configuration === acme.configuration, 'The configuration version changed since it was asked.');
      must(configuration === `cv-${acme.configuration}`, 'The run would use another configuration version.');
    },
    judgeConfirming(id) {
      judge(id);
      if (!acme.written.byHand) return;
      const confirmers = accepted.filter((one) => one.kind === 'confirm' && one.request === id);
      must(
        confirmers.some(({ person }) => mayConfirm(person, find(id).requester)),
        'It is applied by hand, and nobody who may confirm it at this moment did.',
      );
    },
  };
}

const canFillSome = (acme: Acme, person: string, requester: string): boolean =>
  placesOf(acme).some((names) => mayFill(acme, names, person, requester));
