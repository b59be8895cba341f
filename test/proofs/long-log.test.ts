import { createServer } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { startLineReading } from '../../src/domain/log-reading.ts';
import { openLog } from '../../src/terraform/logs/fetch-log.ts';
import { pourLog } from '../../src/terraform/logs/log-bytes.ts';
import { splitLines } from '../../src/terraform/logs/log-lines.ts';
import { listenOnLoopback } from '../loopback.ts';
import { startHandClock } from '../terraform/hand-clock.ts';

const GIGABYTE = 1_000_000_000;
const MEGABYTE = 1024 * 1024;
/** The memory that reading may need: a piece or two on both sides. */
const MARGIN = 64 * MEGABYTE;

const line = (type: string, fields: object = {}): string =>
  `${JSON.stringify({ '@level': 'info', '@message': type, '@module': 'terraform.ui', type, ...fields })}\n`;

/** Measures memory in use, after garbage collection. */
function openGauge() {
  setFlagsFromString('--expose-gc');
  const tidyUp: () => void = runInNewContext('gc');
  const used = (): number => {
    tidyUp();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = used();
  const resident = process.memoryUsage().rss;
  let most = before;
  return {
    look: () => {
      most = Math.max(most, used());
    },
    growth: () => most - before,
    residentGrowth: () => process.memoryUsage().rss - resident,
  };
}

/** Serves any part of a log that it never holds in memory: a start, repeated lines, one line in the middle, an end. */
async function serveLong(parts: Readonly<Record<'start' | 'filler' | 'middle' | 'end', string>>, onCall: () => void) {
  const filler = Buffer.from(parts.filler.repeat(Math.ceil(MEGABYTE / Buffer.byteLength(parts.filler)) * 2));
  const unit = Buffer.byteLength(parts.filler);
  const half = Math.floor(GIGABYTE / 2 / unit) * unit;
  const pieces = [
    { at: 0, bytes: Buffer.from(parts.start) },
    { at: half, bytes: Buffer.from(parts.middle) },
    { at: GIGABYTE - Buffer.byteLength(parts.end), bytes: Buffer.from(parts.end) },
  ];
  let sent = 0;
  const server = createServer((request, response) => {
    onCall();
    const { searchParams } = new URL(request.url ?? '/', 'http://x');
    const offset = Number(searchParams.get('offset'));
    const size = Math.max(0, Math.min(Number(searchParams.get('limit')), GIGABYTE - offset));
    const body = Buffer.from(filler.subarray(offset % unit, (offset % unit) + size));
    for (const { at, bytes } of pieces) {
      const [from, to] = [Math.max(at, offset), Math.min(at + bytes.length, offset + size)];
      if (from < to) bytes.copy(body, from - offset, from - at, to - at);
    }
    sent += body.length;
    response.end(body);
  });
  const url = await listenOnLoopback(server);
  return { address: url, sent: () => sent };
}

async function readLong(parts: Parameters<typeof serveLong>[0]) {
  const gauge = openGauge();
  let calls = 0;
  const { address, sent } = await serveLong(parts, () => {
    calls += 1;
    if (calls % 100 === 0) gauge.look();
  });
  const reading = startLineReading();
  const lines = splitLines(reading.take);
  const signal = new AbortController().signal;
  const place = { url: `${address}/log`, address, clock: startHandClock(), signal, userAgent: 'tf-action/test' };
  const poured = await pourLog(
    openLog({ ...place, takeTurn: async () => undefined }),
    {
      take: lines.take,
      gap: () => {
        lines.gap();
        reading.gap();
      },
      wantsAll: () => reading.structured,
    },
    { wait: async () => undefined, isLate: () => false },
  );
  gauge.look();
  lines.end();
  const leftOut = poured === 'too_long' ? poured : undefined;
  const end = { whole: poured === 'whole', leftOut, failed: true };
  return { poured, gauge, sent: sent(), findings: reading.findings(end, []) };
}

test('a structured log of 1 GB is read to its last line, and memory stays flat', { timeout: 180_000 }, async () => {
  const errored = (error: string): string => line('action_errored', { hook: { error } });
  const { poured, gauge, sent, findings } = await readLong({
    start: `\u0002${line('version')}`.padEnd(400, '\n'),
    filler: line('apply_progress', { padding: 'x'.repeat(300) }),
    middle: `\n${errored('in the midst')}`,
    end: `\n${errored('at the end')}\u0003`,
  });
  expect(poured).toBe('whole');
  expect(sent).toBeGreaterThanOrEqual(GIGABYTE);
  expect(findings).toMatchObject({ structured: true, errored: 2, excerpt: 'in the midst\n\nat the end' });
  expect(gauge.growth()).toBeLessThan(MARGIN);
  expect(gauge.residentGrowth()).toBeLessThan(4 * MARGIN);
});

test('a plain log of 1 GB tells of its end, and a log that is one single line harms nothing', {
  timeout: 180_000,
}, async () => {
  const plain = await readLong({
    start: '\u0002Terraform v1.15.4\n',
    filler: `${'still creating '.repeat(6)}\n`,
    middle: 'Error: an old try\n',
    end: '\n│ Error: the last word\n╵\n\u0003',
  });
  expect(plain.findings.excerpt).toMatch(/^Error: the last word\n\(The log is too long to be read whole/);
  expect(plain.gauge.growth()).toBeLessThan(MARGIN);

  const one = await readLong({
    start: `\u0002${line('version')}`,
    filler: 'x'.repeat(100),
    middle: 'y',
    end: `\n${line('diagnostic', { diagnostic: { severity: 'error', summary: 'why' } })}\u0003`,
  });
  expect(one.findings).toMatchObject({ structured: true, excerpt: 'Error: why' });
  expect(one.gauge.growth()).toBeLessThan(MARGIN);
});
