import { sql } from 'kysely';
import type { RunView } from '../../src/sandbox/terraform/view.ts';
import { PEOPLE } from '../team.ts';
import { ADDRESS, WORKSPACES } from './acme.ts';
import { type History, Violation } from './history.ts';
import { type Request, readRequests } from './liveness.ts';

/** Slack's answers about people are at most 3 s old, and a call that takes its turn is at most 5 s old (milliseconds). */
const STALE = 9_000;
/** An end like this says that nothing was applied. */
const NOT_APPLIED: readonly string[] = ['denied', 'withdrawn', 'expired', 'voided', 'discarded', 'unresolved'];

const must = (holds: boolean, what: string): void => {
  if (!holds) throw new Violation(what);
};

/** What must hold after every step, judged by what HCP Terraform really did and what people really pressed. */
export async function checkSafety(history: History): Promise<void> {
  const { world, states } = history;
  if (world.database.isAway && history.requests.length === 0) return;
  history.requests = await readRequests(world);
  const runs = WORKSPACES.flatMap((name) => world.terraform.runs(name));
  for (const request of history.requests) {
    const seen = states.get(request.id) ?? new Set();
    states.set(request.id, seen.add(request.state));
  }
  const applied = runs.filter(({ confirmedBy }) => confirmedBy !== undefined);
  for (const run of applied) {
    const request = history.requests.find(({ token }) => token !== null && run.message.includes(token));
    if (request === undefined) throw new Violation(`${run.id} was applied for no request: ${run.message}`);
    const others = applied.filter((one) => one.id !== run.id && one.message.includes(String(request.token)));
    must(others.length === 0, `${run.id} and ${others[0]?.id} were both applied for one request.`);
    must(!NOT_APPLIED.includes(request.state), `${run.id} was applied, and its request is ${request.state}.`);
    if (history.judged.has(run.id)) continue;
    history.judged.add(run.id);
    judgeRun(history, run, request);
    await judgeRecord(history, run, request);
  }
  judgeLog(history);
  const limited = world.terraform.rateLimited;
  must(limited === 0, `HCP Terraform refused ${limited} calls as too many.`);
}

/** No work was missing, and nobody was told of a failure because only the answer to COMMIT got lost. */
function judgeLog({ world, wasCutOff }: History): void {
  const defect = world.logged.find(({ msg }) => msg.startsWith('defect'));
  must(defect === undefined, `The log says: ${defect?.line}`);
  if (wasCutOff) return;
  const untrue = world.logged.find(
    ({ msg, line }) =>
      msg === 'could not do what was asked' &&
      /"(Client has encountered a connection error|Connection terminated)/.test(line),
  );
  must(untrue === undefined, `A person was told of a failure, and it may have happened: ${untrue?.line.slice(0, 300)}`);
}

/** It is what was asked for, and as many distinct people as the allowlist demands really pressed Approve. */
function judgeRun(history: History, run: RunView, request: Request): void {
  const { terraform } = history.world;
  const call = terraform.calls.find(({ path }) => path.includes(`/runs/${run.id}/actions/apply`));
  const at = call?.at ?? history.world.time.now();
  const { action, environment } = request;
  must(run.addresses.join() === ADDRESS[action], `${run.id} invokes ${run.addresses}, and ${action} was asked for.`);
  must(run.workspace === `acme-${environment}`, `${run.id} is in ${run.workspace}, and not in ${environment}.`);
  const wanted = history.asked
    .filter((one) => one.person === request.requester && one.action === action && one.environment === environment)
    .map(({ days }) => (action === 'cleanup' ? String(days ?? 30) : ''));
  const sent = run.variables.map(({ value }) => value).join();
  must(wanted.includes(sent), `${run.id} has the variable ${sent}, and ${wanted.join(' or ')} was typed.`);
  if (environment !== 'prod') return;
  const pressed = history.presses.filter((press) => press.requestId === request.id && press.at <= at);
  const rules = history.rules.filter(
    (rule, index) => rule.at <= at && (history.rules[index + 1]?.at ?? at) >= Math.min(at, at - STALE),
  );
  const allowed = (person: string): boolean => rules.some(({ sre }) => sre.includes(person));
  if (pressed.some(({ label, person }) => label === 'Break glass' && person === PEOPLE.dia)) return;
  const approvers = new Set(
    pressed
      .filter(({ label, person }) => label === 'Approve' && person !== request.requester && allowed(person))
      .map(({ person }) => person),
  );
  const needed = Math.min(...rules.map(({ approvals }) => approvals));
  must(approvers.size >= needed, `${run.id} was applied with ${approvers.size} of ${needed} approvals.`);
}

/** The record says so before the call, and no freeze was on the record by then. */
async function judgeRecord({ world }: History, run: RunView, request: Request): Promise<void> {
  const { rows } = await sql<{ readonly seq: number; readonly at: Date }>`
    select seq, at from audit where request = ${request.id} and kind = 'run.confirming' and facts ->> 'run' = ${run.id} order by seq limit 1
  `.execute(world.kysely);
  const [confirming] = rows;
  must(confirming !== undefined, `${run.id} was applied, and the record does not say that it would be.`);
  const frozen = await sql<{ readonly kind: string; readonly until: string | null }>`
    select kind, facts ->> 'until' as until from audit
    where kind in ('environment.frozen', 'environment.unfrozen') and facts ->> 'environment' = ${request.environment}
      and seq < ${confirming?.seq ?? 0} order by seq desc limit 1
  `.execute(world.kysely);
  const [last] = frozen.rows;
  if (last?.kind !== 'environment.frozen' || confirming === undefined) return;
  const glass =
    await sql`select seq from audit where request = ${request.id} and kind = 'request.glass_broken'`.execute(
      world.kysely,
    );
  const isOver = Date.parse(last.until ?? '') <= confirming.at.getTime();
  must(isOver || glass.rows.length > 0, `${run.id} was confirmed while ${request.environment} was frozen.`);
}
