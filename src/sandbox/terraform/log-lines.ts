import type { ActionKey, DeclaredAction } from './actions.ts';
import { fullAddress, relativeAddress } from './actions.ts';
import type { JsonObject } from './json.ts';
import type { ResourceCounts } from './resource-counts.ts';

export interface LogEntry {
  readonly type: string;
  readonly message: string;
  readonly level?: 'error';
  readonly fields: JsonObject;
  /** The line in a log with ANSI codes, if different. An empty one omits the entry. */
  readonly human?: string;
}

export function renderEntries(entries: readonly LogEntry[], structured: boolean, now: number): readonly string[] {
  const bold = (text: string) => `\u001b[0m\u001b[1m${text}\u001b[0m`;
  if (!structured) return entries.map(({ human, message }) => human ?? bold(message)).filter((line) => line !== '');
  return entries.map(({ type, message, level = 'info', fields }) =>
    JSON.stringify({
      '@level': level,
      '@message': message,
      '@module': 'terraform.ui',
      '@timestamp': new Date(now).toISOString(),
      ...fields,
      type,
    }),
  );
}

/** What the machine prints before Terraform does. Neither JSON nor coloured, whatever the workspace's setting. */
export function prelude(version: string): readonly string[] {
  return [`Terraform v${version}`, 'on linux_amd64', 'Initializing plugins and modules...'];
}

export function versionEntry(version: string): LogEntry {
  return { type: 'version', message: `Terraform ${version}`, fields: { terraform: version, ui: '1.3' }, human: '' };
}

function describe(action: DeclaredAction, key: ActionKey): JsonObject {
  return {
    addr: fullAddress(action, key),
    module: action.module ?? '',
    action: relativeAddress(action, key),
    implied_provider: action.type.split('_')[0] ?? action.type,
    action_type: action.type,
    action_name: action.name,
    action_key: key,
  };
}

export function plannedEntry(action: DeclaredAction, key: ActionKey): LogEntry {
  return {
    type: 'planned_action_invocation',
    message: `planned action invocation: ${relativeAddress(action, key)}`,
    fields: { invocation: { action_addr: describe(action, key), action_trigger: {} } },
    human: `  # ${fullAddress(action, key)} will be invoked`,
  };
}

export type HookKind = 'action_start' | 'action_progress' | 'action_complete' | 'action_errored';

export function hookEntry(kind: HookKind, action: DeclaredAction, key: ActionKey, said = ''): LogEntry {
  const address = fullAddress(action, key);
  const message = {
    action_start: `Action started: ${address}`,
    action_progress: `${address} - ${said}`,
    action_complete: `Action complete: ${address}`,
    action_errored: `Action errored: ${address} - ${said}`,
  }[kind];
  const extra = {
    action_start: {},
    action_progress: { message: said },
    action_complete: {},
    action_errored: { error: said },
  };
  return {
    type: kind,
    message,
    // Plain logs use another word than structured ones.
    ...(kind === 'action_errored' ? { human: `Action failed: ${address} - ${said}` } : {}),
    fields: { hook: { action: describe(action, key), ...extra[kind], invoke: {} } },
  };
}

export function diagnosticEntry(summary: string, detail = '', address?: string): LogEntry {
  const red = (text: string) => `\u001b[31m│\u001b[0m ${text}`;
  const lines = ['\u001b[31m╷\u001b[0m', red(`\u001b[1m\u001b[31mError: \u001b[0m${summary}`), red('')];
  if (detail !== '') lines.push(...detail.split('\n').map(red));
  return {
    type: 'diagnostic',
    level: 'error',
    message: `Error: ${summary}`,
    fields: { diagnostic: { severity: 'error', summary, detail, ...(address === undefined ? {} : { address }) } },
    human: [...lines, '\u001b[31m╵\u001b[0m'].join('\n'),
  };
}

export interface SummaryCounts extends ResourceCounts {
  readonly invocations: number;
  /** From Terraform 1.16 on; `undefined` before. */
  readonly failures: number | undefined;
}

export function summaryEntry(operation: 'plan' | 'apply', counts: SummaryCounts): LogEntry {
  const { additions, changes, destructions, imports, invocations, failures } = counts;
  const failed = failures === undefined || failures === 0 ? '' : `, ${failures} failed`;
  const actions =
    invocations === 0 ? '' : ` Actions: ${invocations} ${operation === 'plan' ? 'to invoke' : `invoked${failed}`}.`;
  const resources =
    operation === 'plan'
      ? `Plan: ${additions} to add, ${changes} to change, ${destructions} to destroy.`
      : `Apply complete! Resources: ${additions} added, ${changes} changed, ${destructions} destroyed.`;
  return {
    type: 'change_summary',
    message: `${resources}${actions}`,
    fields: {
      changes: {
        add: additions,
        change: changes,
        import: imports,
        remove: destructions,
        action_invocation: invocations,
        ...(failures === undefined ? {} : { action_fail: failures }),
        operation,
      },
    },
  };
}

export function outputsEntry(): LogEntry {
  return { type: 'outputs', message: 'Outputs: 0', fields: { outputs: {} }, human: '' };
}
