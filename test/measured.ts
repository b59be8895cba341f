import type { Conversation } from './conversation.ts';

/** One answer of `/metrics`. */
export interface Measured {
  readonly text: string;
  /** Names of metrics, as their `# TYPE` lines have them. */
  readonly names: readonly string[];
  /** The value of a series, such as `tf_action_requests{state="running"}`; labels in any order, all of them. */
  value(series: string): number | undefined;
}

export async function measure({ port }: Pick<Conversation, 'port'>): Promise<Measured> {
  const answer = await fetch(`http://127.0.0.1:${port()}/metrics`);
  return readMetrics(await answer.text());
}

/** Prometheus's text format: https://prometheus.io/docs/instrumenting/exposition_formats/ */
export function readMetrics(text: string): Measured {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const series = new Map(
    lines.map((line) => {
      const [, name = '', value] = /^(.*) (\S+)$/.exec(line) ?? [];
      return [sorted(name), Number(value)];
    }),
  );
  const names = [...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name = '']) => name);
  return { text, names, value: (wanted) => series.get(sorted(wanted)) };
}

function sorted(series: string): string {
  const [name = '', labels = ''] = series.replace(/\}$/, '').split('{', 2);
  return [name, ...[...labels.matchAll(/\w+="[^"]*"/g)].map(([label]) => label).sort()].join(' ');
}
