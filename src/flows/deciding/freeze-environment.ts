import { type Allowlist, operatorsOf } from '../../domain/entry.ts';
import type { ChatFreeze } from '../../domain/freeze.ts';
import { type CountsThrough, findInList, idsOf, type PersonId } from '../../domain/person.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { ActionRequest } from '../../domain/request.ts';
import { type PersonReading, refuseOutsider } from '../../domain/rights.ts';
import { sentence, thePerson, theTime } from '../../domain/sentence.ts';
import type { FreezeDeps } from '../guarding/find-freeze.ts';
import { readPerson } from '../guarding/read-rights.ts';
import type { RequestStore } from '../ports/request-store.ts';
import type { SlackTeam } from '../ports/slack-team.ts';

export interface FreezeEnvironmentDeps extends FreezeDeps {
  readonly requests: RequestStore;
  readonly team: SlackTeam;
  readonly revision: string | undefined;
}

/**
 * A new freeze from chat, the one that it extends if there was one, and the environment's requests whose call was
 * already sent.
 */
export interface EnvironmentFreeze {
  readonly freeze: ChatFreeze;
  readonly beyond?: ChatFreeze;
  readonly tooLateFor: readonly ActionRequest[];
}

/**
 * Freezes an environment for a duration (milliseconds): nothing is approved, created or confirmed in it. A freeze that
 * would end before the current one is refused, since people could not know which one counts.
 */
export async function freezeEnvironment(
  deps: FreezeEnvironmentDeps,
  ask: { readonly person: PersonId; readonly environment: string; readonly lasts: number; readonly reason: string },
): Promise<EnvironmentFreeze | Refusal> {
  const operator = await findOperator(deps, ask.person, ask.environment, 'freeze');
  if (operator instanceof Refusal) return operator;
  const from = new Date(deps.clock.now());
  const longest = await findLongest(deps, operator.environment, from);
  if (longest !== undefined && longest.until.getTime() >= from.getTime() + ask.lasts)
    return noteRefused(deps, ask.person, 'freeze', ask.environment, refuseShorter(longest));
  const freeze: ChatFreeze = {
    environment: operator.environment,
    reason: ask.reason,
    author: ask.person,
    from,
    until: new Date(from.getTime() + ask.lasts),
  };
  const tooLateFor = await deps.freezes.add(freeze, {
    kind: 'environment.frozen',
    actor: ask.person,
    facts: { ...factsOf(deps, operator), until: freeze.until.toISOString() },
    texts: { reason: ask.reason },
  });
  return { freeze, tooLateFor, ...(longest === undefined ? {} : { beyond: longest }) };
}

/** The environment's freeze from chat that ends last. */
async function findLongest(
  { freezes }: FreezeEnvironmentDeps,
  environment: string,
  at: Date,
): Promise<ChatFreeze | undefined> {
  const holding = (await freezes.current(at)).filter((one) => one.environment === environment);
  return holding.reduce<ChatFreeze | undefined>(
    (last, one) => (last === undefined || one.until > last.until ? one : last),
    undefined,
  );
}

const refuseShorter = ({ environment, author, reason, until }: ChatFreeze): Refusal =>
  new Refusal(
    'frozen_longer',
    sentence`${environment} is already frozen by ${thePerson(author)} until ${theTime(until)} (${reason}).`,
    sentence`To end it sooner, use \`/tf-action unfreeze ${environment}\`, then freeze it again.`,
  );

/** Lifts all freezes from chat of the environment. Planned ones end on their own. */
export async function unfreezeEnvironment(
  deps: FreezeEnvironmentDeps,
  ask: { readonly person: PersonId; readonly environment: string },
): Promise<{ readonly environment: string } | Refusal> {
  const operator = await findOperator(deps, ask.person, ask.environment, 'unfreeze');
  if (operator instanceof Refusal) return operator;
  const { environment } = operator;
  const facts = factsOf(deps, operator);
  const audit = { kind: 'environment.unfrozen', actor: ask.person, facts } as const;
  if ((await deps.freezes.lift(environment, new Date(deps.clock.now()), audit)) === 0) {
    return new Refusal(
      'not_frozen',
      `${environment} is not frozen from chat.`,
      'A freeze from the allowlist ends at its own time, or when it is removed from the file.',
    );
  }
  return { environment };
}

interface Operator {
  readonly environment: string;
  readonly through: CountsThrough;
  readonly reading: PersonReading;
}

async function findOperator(
  deps: FreezeEnvironmentDeps,
  person: PersonId,
  typed: string,
  verb: 'freeze' | 'unfreeze',
): Promise<Operator | Refusal> {
  const environment = typed.toLowerCase();
  const { operators } = deps.allowlist();
  const reading = await readPerson(deps.team, person, Object.values(operators));
  const outsider = refuseOutsider(reading.standing);
  const through = throughOf(operators, reading, environment);
  if (outsider === undefined && through !== undefined) return { environment, through, reading };
  return noteRefused(deps, person, verb, typed, outsider ?? refuseOperating(operators, reading, typed, verb));
}

async function noteRefused(
  deps: FreezeEnvironmentDeps,
  person: PersonId,
  verb: 'freeze' | 'unfreeze',
  typed: string,
  refusal: Refusal,
): Promise<Refusal> {
  await deps.requests.note({
    kind: 'environment.refused',
    actor: person,
    facts: { verb, code: refusal.code, allowlist: deps.allowlist().hash },
    texts: { asked: typed },
  });
  return refusal;
}

const throughOf = (operators: Allowlist['operators'], reading: PersonReading, environment: string) =>
  findInList(operatorsOf({ operators }, environment), idsOf(reading.standing), reading.groups);

/** Names only environments that this person may freeze. */
function refuseOperating(
  operators: Allowlist['operators'],
  reading: PersonReading,
  typed: string,
  verb: string,
): Refusal {
  const may = Object.keys(operators).filter((name) => throughOf(operators, reading, name) !== undefined);
  return new Refusal(
    'not_an_operator',
    `You can't ${verb} “${typed}”.`,
    may.length > 0
      ? `You can ${verb} ${may.join(', ')}.`
      : "Ask one of the environment's operators. The allowlist names them.",
  );
}

const factsOf = (deps: FreezeEnvironmentDeps, operator: Operator) => ({
  environment: operator.environment,
  counted_through: operator.through,
  groups_read_at: operator.reading.groups?.readAt.toISOString() ?? null,
  allowlist: deps.allowlist().hash,
  revision: deps.revision ?? null,
});
