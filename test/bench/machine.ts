import { cpus, loadavg, totalmem } from 'node:os';

export function sayMachine(): string {
  const all = cpus();
  const load = loadavg()[0]?.toFixed(1);
  const memory = (totalmem() / 2 ** 30).toFixed(1);
  return `${all[0]?.model.trim() ?? 'unknown processor'}, ${all.length} cores, ${memory} GiB, Node ${process.version}, ${process.platform}; load ${load} at the start`;
}
