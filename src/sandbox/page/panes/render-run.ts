import { createElement, Fragment, type ReactNode } from 'react';
import { isHolding } from '../../terraform/holds.ts';
import type { RunView } from '../../terraform/view.ts';
import { type PageReader, sayDayAndTime, saySeconds } from '../reader.ts';
import { readLog } from './run-log.ts';

/** A run like on HCP Terraform's page, with the buttons for a person. */
export function renderRun(run: RunView, isNewest: boolean, reader: PageReader): ReactNode {
  return createElement(
    'article',
    {
      className: 'run',
      'data-key': run.id,
      'data-run': run.id,
      'data-status': run.status,
      'aria-label': `Run ${run.id}`,
    },
    createElement(
      'header',
      null,
      createElement('span', { className: `status status-${toneOf(run)}` }, run.status.replaceAll('_', ' ')),
      run.planOnly ? createElement('span', { className: 'status' }, 'plan only') : undefined,
      createElement('code', { className: 'run-id' }, run.id),
    ),
    createElement('p', { className: 'run-message' }, run.message),
    renderDecisions(run),
    renderInvocations(run),
    createElement('dl', { className: 'facts' }, ...factsOf(run, reader).flatMap(renderFact)),
    createElement(
      'details',
      { open: isNewest },
      createElement('summary', null, 'Timeline'),
      createElement('ol', { className: 'timeline' }, ...renderTimeline(run, reader)),
    ),
    renderLog('Plan log', run.planLog, false),
    renderLog('Apply log', run.applyLog, isNewest),
    run.planError === undefined ? undefined : createElement('p', { className: 'wrong' }, run.planError),
  );
}

/** The colour of the status: what the run waits for, or how it ended. */
function toneOf({ status, flags }: RunView): string {
  if (status === 'applied') return 'good';
  if (status === 'errored') return 'bad';
  if (/discarded|canceled|planned_and_finished/.test(status)) return 'over';
  return flags['is-confirmable'] ? 'waiting' : 'moving';
}

type Fact = readonly [name: string, value: ReactNode];

function factsOf(run: RunView, reader: PageReader): readonly Fact[] {
  const code = (text: string) => createElement('code', null, text);
  const facts: readonly (readonly [string, ReactNode | undefined])[] = [
    ['Action', run.addresses.length === 0 ? undefined : code(run.addresses.join(', '))],
    ...run.variables.map(({ key, value }): Fact => ['Variable', code(`${key} = ${value}`)]),
    ['Created by', createElement(Fragment, null, run.createdBy, ', ', sayDayAndTime(run.createdAt, reader))],
    ['Confirmed by', run.confirmedBy],
    ['Canceled by', run.canceledBy],
    ['Configuration', code(run.configurationVersionId)],
    ...run.comments.map((comment): Fact => ['Comment', comment]),
  ];
  return facts.filter((fact): fact is Fact => fact[1] !== undefined);
}

function renderFact([name, value]: Fact): readonly ReactNode[] {
  return [createElement('dt', null, name), createElement('dd', null, value)];
}

function renderInvocations({ invocations }: RunView): ReactNode {
  if (invocations.length === 0) return undefined;
  const rows = invocations.map(({ address, finalStatus }) => {
    const tone = { successful: 'good', failed: 'bad', not_invoked: 'over' }[finalStatus ?? ''] ?? 'moving';
    const word = finalStatus?.replaceAll('_', ' ') ?? 'no outcome yet';
    return createElement(
      'li',
      null,
      createElement('code', null, address),
      createElement('span', { className: `status status-${tone}` }, word),
    );
  });
  return createElement('ul', { className: 'invocations', 'aria-label': 'Invocations' }, ...rows);
}

function renderTimeline({ timestamps }: RunView, reader: PageReader): readonly ReactNode[] {
  const stamps = Object.entries(timestamps).toSorted(([, a], [, b]) => a - b);
  return stamps.map(([name, at]) =>
    createElement(
      'li',
      null,
      createElement('span', null, name.replace(/-at$/, '').replaceAll('-', ' ')),
      createElement('time', { dateTime: new Date(at).toISOString() }, saySeconds(at, reader)),
    ),
  );
}

function renderDecisions({ id, flags, status }: RunView): ReactNode {
  const offered = [
    flags['is-confirmable'] ? (['confirm', 'Confirm & apply'] as const) : undefined,
    isHolding(status) ? (['override', 'Override & continue'] as const) : undefined,
    flags['is-discardable'] ? (['discard', 'Discard run'] as const) : undefined,
    flags['is-cancelable'] ? (['cancel', 'Cancel run'] as const) : undefined,
  ].filter((one) => one !== undefined);
  if (offered.length === 0) return undefined;
  const buttons = offered.map(([decision, label]) =>
    createElement(
      'button',
      { type: 'button', className: 'button small', 'data-decide': decision, 'data-of': id },
      label,
    ),
  );
  return createElement('div', { className: 'actions' }, ...buttons);
}

function renderLog(title: string, log: string, isOpen: boolean): ReactNode {
  const text = readLog(log);
  if (text === '') return undefined;
  return createElement(
    'details',
    { open: isOpen, 'data-key': title },
    createElement('summary', null, title),
    createElement('pre', { className: 'log', tabIndex: 0, 'aria-label': title }, text),
  );
}
