import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { NEXT } from '../../src/domain/lifecycle.ts';
import { startConversation } from '../conversation.ts';
import { findProgram } from '../machine-program.ts';
import { type Measured, measure } from '../measured.ts';
import { ROOT, readPage, tableBelow } from '../pages.ts';

const rules = z
  .strictObject({
    groups: z.array(
      z.strictObject({
        name: z.string(),
        rules: z.array(
          z.strictObject({
            alert: z.string().regex(/^TfAction[A-Z]\w+$/),
            expr: z.string(),
            for: z.string().optional(),
            labels: z.strictObject({ severity: z.enum(['critical', 'warning', 'info']) }),
            annotations: z.strictObject({ summary: z.string(), description: z.string() }),
          }),
        ),
      }),
    ),
  })
  .parse(parse(readPage('deploy/alerts.yml')))
  .groups.flatMap((group) => group.rules);

/** Whoever imports the dashboard chooses the data source. */
const DATASOURCE = '$' + '{datasource}';

const panel = z.looseObject({
  id: z.number(),
  title: z.string().min(1),
  type: z.enum(['row', 'stat', 'timeseries']),
  gridPos: z.strictObject({ h: z.number(), w: z.number().max(24), x: z.number(), y: z.number() }),
  targets: z
    .array(
      z.looseObject({
        expr: z.string(),
        datasource: z.strictObject({ type: z.literal('prometheus'), uid: z.literal(DATASOURCE) }),
      }),
    )
    .optional(),
});
const dashboard = z
  .looseObject({
    title: z.string(),
    schemaVersion: z.number(),
    templating: z.looseObject({ list: z.array(z.looseObject({ name: z.string() })) }),
    panels: z.array(panel),
  })
  .parse(JSON.parse(readPage('deploy/grafana-dashboard.json')));

const inAlerts = rules.map(({ expr }) => expr);
const inDashboard = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

/** Names in a PromQL expression that are neither functions, keywords nor labels. */
function metricsIn(expression: string): readonly string[] {
  const bare = expression
    .replaceAll(/\{[^}]*\}|\[[^\]]*\]/g, ' ')
    .replaceAll(/\b(?:by|on|without|ignoring)\s*\([^)]*\)/g, ' ')
    .replaceAll(/\b[a-z_0-9]+\s*\(/g, ' ');
  return (bare.match(/[a-z_][a-z0-9_]*/gi) ?? []).filter((word) => !['and', 'or', 'unless'].includes(word));
}

/** Labels in matchers and groupings, each with the value that is matched. */
const labelsIn = (expression: string): readonly (readonly [label: string, value: string])[] => [
  ...[...expression.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"([^"]*)"/g)].map(
    ([, label = '', value = '']) => [label, value] as const,
  ),
  ...[...expression.matchAll(/\b(?:by|on)\s*\(([^)]*)\)/g)].flatMap(([, list = '']) =>
    (list.match(/\w+/g) ?? []).map((label) => [label, ''] as const),
  ),
];

const documented = tableBelow(readPage('docs/operating.md'), '## Metrics').map(([name = '', labels = '']) => ({
  name: name.replaceAll('`', ''),
  labels: labels.match(/\w+/g) ?? [],
}));

/** Every series has the labels of its row in the table. */
function expectLabels({ text }: Measured): void {
  const seen = [...text.matchAll(/^(tf_action_\w+?)(?:_bucket|_sum|_count)?\{([^}]*)\}/gm)];
  expect(seen.length).toBeGreaterThan(20);
  for (const [, name = '', series = ''] of seen) {
    const labels = [...series.matchAll(/(\w+)="/g)].map(([, label = '']) => label).filter((label) => label !== 'le');
    expect(documented.find((metric) => metric.name === name)?.labels, name).toEqual(labels);
  }
}

describe('what an operator is given to watch a bot with', () => {
  test("docs/operating.md lists a running bot's metrics with their labels, and the alerts and the dashboard name no other", async () => {
    const talk = await startConversation({ entry: { approval: { required: [{ from: 'sre' }] } } });
    const request = await talk.asks('ana');
    await talk.clicks('ben', 'Approve', request);
    await talk.thread(request, /Succeeded/);
    await talk.asks('ana');
    const measured = await measure(talk);
    expect(documented.map(({ name }) => name)).toEqual(measured.names.filter((name) => name.startsWith('tf_action_')));
    expectLabels(measured);
    const names = new Set(measured.names.flatMap((name) => [name, `${name}_bucket`, `${name}_sum`, `${name}_count`]));
    const labels = new Set(['le', 'instance', ...documented.flatMap((metric) => metric.labels)]);
    for (const expression of [...inAlerts, ...inDashboard]) {
      expect(metricsIn(expression), expression).not.toEqual([]);
      expect(
        metricsIn(expression).filter((name) => !names.has(name)),
        expression,
      ).toEqual([]);
      expect(
        labelsIn(expression).filter(([label]) => !labels.has(label)),
        expression,
      ).toEqual([]);
      const states = labelsIn(expression).flatMap(([label, value]) =>
        label === 'state' && value !== '' ? [value] : [],
      );
      expect(
        states.filter((state) => !Object.hasOwn(NEXT, state)),
        expression,
      ).toEqual([]);
    }
  });

  test('no metric of the bot is left out of both', () => {
    const used = new Set([...inAlerts, ...inDashboard].flatMap(metricsIn).map((name) => name.replace(/_bucket$/, '')));
    expect(documented.map(({ name }) => name).filter((name) => !used.has(name))).toEqual([]);
  });

  test('the panels have ids of their own, and none covers another', () => {
    const { panels } = dashboard;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { h, w, x, y } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)} ${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });
});

const promtool = findProgram('promtool', "the alert rules against Prometheus's own check");

if (promtool !== undefined) {
  describe('deploy/alerts.yml, as Prometheus reads it', () => {
    const file = join(ROOT, 'deploy/alerts.yml');

    test('promtool finds no fault in it', () => {
      expect(execFileSync(promtool, ['check', 'rules', '--lint-fatal', file], { encoding: 'utf8' })).toContain(
        'SUCCESS',
      );
    });

    test('it reads every expression of the dashboard', () => {
      const folder = makeFolder();
      const record = (expression: string, index: number): object => ({
        record: `panel:${index}`,
        // Grafana fills in its own variables.
        expr: expression.replaceAll('$__rate_interval', '5m').replaceAll('$environment', 'prod'),
      });
      const copied = join(folder, 'dashboard.yml');
      writeFileSync(copied, stringify({ groups: [{ name: 'dashboard', rules: inDashboard.map(record) }] }));
      execFileSync(promtool, ['check', 'rules', copied], { stdio: ['ignore', 'ignore', 'pipe'] });
    });

    test('alerts begin when somebody has to look, and not before', () => {
      const tests = join(makeFolder(), 'tests.yml');
      writeFileSync(tests, stringify(promtoolTests(file)));
      execFileSync(promtool, ['test', 'rules', tests], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    });
  });
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tf-action-alerts-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What two replicas say, minute by minute, and which alerts fire at a minute. */
function promtoolTests(file: string): object {
  const healthy = {
    'tf_action_database_up{instance="a"}': '1x30',
    'tf_action_ready{check="slack",instance="a"}': '1x30',
    'tf_action_lease_held{lease="watch-runs",instance="a"}': '1x30',
    'tf_action_lease_held{lease="watch-runs",instance="b"}': '0x30',
    'tf_action_runs_followed{connection="default",instance="a"}': '2x30',
    'tf_action_outbox_age_seconds{instance="a"}': '4x30',
    'tf_action_requests_without_due_work_total{state="running",work="follow_run",instance="a"}': '0x30',
  };
  const fires = (alert: string, labels: object = {}): object => {
    const rule = rules.find((one) => one.alert === alert);
    const expected = { exp_labels: { ...rule?.labels, ...labels }, exp_annotations: rule?.annotations };
    return { eval_time: '20m', alertname: alert, exp_alerts: [expected] };
  };
  const silent = (alert: string): object => ({ eval_time: '20m', alertname: alert, exp_alerts: [] });
  const story = (changes: Readonly<Record<string, string>>, expected: readonly object[]): object => ({
    interval: '1m',
    input_series: Object.entries({ ...healthy, ...changes }).map(([series, values]) => ({ series, values })),
    alert_rule_test: expected,
  });
  return {
    rule_files: [file],
    evaluation_interval: '1m',
    tests: [
      story(
        {},
        rules.map(({ alert }) => silent(alert)),
      ),
      story({ 'tf_action_database_up{instance="a"}': '1x5 stale' }, [fires('TfActionAbsent')]),
      story({ 'tf_action_lease_held{lease="watch-runs",instance="a"}': '1x5 0x25' }, [
        fires('TfActionRunsNotFollowed', { lease: 'watch-runs' }),
      ]),
      story({ 'tf_action_drift{code="group_empty",instance="a"}': '0x5 1x25' }, [
        fires('TfActionDrift', { code: 'group_empty' }),
      ]),
      story({ 'tf_action_drift{code="applied_without_request",instance="a"}': '0x5 1x25' }, [
        fires('TfActionRecordDiffers', { code: 'applied_without_request' }),
        silent('TfActionDrift'),
      ]),
      story({ 'tf_action_outbox_age_seconds{instance="a"}': '0+60x30' }, [fires('TfActionMessagesLate')]),
      story({ 'tf_action_ready{check="slack",instance="b"}': '0x30' }, [silent('TfActionNotReady')]),
    ],
  };
}
