import { type Answer, notFound, transitionNotAllowed, unprocessable } from './answer.ts';
import { createRun } from './create-run.ts';
import { queueDecision, refuseDecision } from './decide-run.ts';
import { isObject, valueAt } from './json.ts';
import { applyDocument, planDocument } from './phase-document.ts';
import { documentOf, isAnswer, resolveIncludes } from './resource.ts';
import { answerOf, type Route, type RouteCall, visibleRun } from './route.ts';
import { runDocument } from './run-document.ts';
import { runIncludes } from './run-includes.ts';
import type { Run, RunDecision } from './runs.ts';
import { hasRight } from './tokens.ts';

function showRun(call: RouteCall, run: Run): Answer {
  const included = resolveIncludes(call.query, runIncludes(call), [run]);
  return isAnswer(included) ? included : { status: 200, body: documentOf(runDocument(call, run), included) };
}

function create(call: RouteCall): Answer {
  const created = createRun(call.world, call.access, call.body);
  return 'id' in created ? { status: 201, body: documentOf(runDocument(call, created), []) } : created;
}

const showPlan = (call: RouteCall, run: Run): Answer => ({
  status: 200,
  body: documentOf(planDocument(call, run), []),
});
const showApply = (call: RouteCall, run: Run): Answer => ({
  status: 200,
  body: documentOf(applyDocument(call, run), []),
});

/** Plans and applies have no list of their own. They are found through the runs that the token sees. */
function runWith(call: RouteCall, part: 'plan' | 'apply'): Run | undefined {
  const found = [...call.world.runs.values()].find((run) => run[part].id === call.params.id);
  return visibleRun(call, found?.id);
}

function decide(decision: RunDecision): Route {
  const answer = (call: RouteCall): Answer => {
    const run = visibleRun(call, call.params.id);
    if (run === undefined || !hasRight(call.access, decision === 'force-cancel' ? 'admin' : 'write')) return notFound();
    const comment = valueAt(call.body, 'comment');
    if (call.body !== undefined && (!isObject(call.body) || !(comment === undefined || typeof comment === 'string')))
      return unprocessable('Malformed request body');
    const refusal = refuseDecision(call.world, run, decision);
    if (refusal !== undefined) return transitionNotAllowed(refusal);
    queueDecision(call.world, run, {
      decision,
      by: call.access.identity,
      ...(typeof comment === 'string' ? { comment } : {}),
    });
    return { status: 202 };
  };
  return { method: 'POST', path: `/runs/:id/actions/${decision}`, answer };
}

export const runRoutes: readonly Route[] = [
  { method: 'POST', path: '/runs', answer: create },
  {
    method: 'GET',
    path: '/runs/:id',
    answer: (call) => answerOf(visibleRun(call, call.params.id), (run) => showRun(call, run)),
  },
  {
    method: 'GET',
    path: '/runs/:id/plan',
    answer: (call) => answerOf(visibleRun(call, call.params.id), (run) => showPlan(call, run)),
  },
  {
    method: 'GET',
    path: '/runs/:id/apply',
    answer: (call) => answerOf(visibleRun(call, call.params.id), (run) => showApply(call, run)),
  },
  {
    method: 'GET',
    path: '/plans/:id',
    answer: (call) => answerOf(runWith(call, 'plan'), (run) => showPlan(call, run)),
  },
  {
    method: 'GET',
    path: '/applies/:id',
    answer: (call) => answerOf(runWith(call, 'apply'), (run) => showApply(call, run)),
  },
  decide('apply'),
  decide('discard'),
  decide('cancel'),
  decide('force-cancel'),
];
