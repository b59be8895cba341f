import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { parseAllowlist } from '../../src/settings/allowlist-file.ts';
import { readEnvironment, VARIABLES } from '../../src/settings/environment.ts';
import { findProgram } from '../machine-program.ts';
import { readPage } from '../pages.ts';
import { readDockerfile } from './dockerfile.ts';
import { readManifests } from './kubernetes.ts';

const dockerfile = readDockerfile(readPage('Dockerfile'));
const image = dockerfile.stages.at(-1);
const unit = readPage('deploy/tf-action.service');
const compose = readCompose();
const manifests = ['bot', 'allowlist'].flatMap((name) =>
  parseAllDocuments(readPage(`deploy/kubernetes/${name}.yml`)).map((document) => document.toJS()),
);
const kubernetes = readManifests(manifests);
const { pod, replicas } = kubernetes;
const [container] = pod.spec.containers;

test('every variable that a file for deploying sets is one that the bot reads', () => {
  const known = VARIABLES.flatMap((name) => [name, `${name}_FILE`]);
  const set = {
    '.env.example': [...readPage('.env.example').matchAll(/^(?:# )?([A-Z][A-Z_]+)=/gm)].map(([, name = '']) => name),
    Dockerfile: [...(image?.environment.keys() ?? [])],
    compose: Object.keys(compose.services.bot.environment),
    kubernetes: container?.env.map(({ name }) => name) ?? [],
    systemd: [...unit.matchAll(/^Environment=(\w+)=/gm)].map(([, name = '']) => name),
  };
  for (const [file, names] of Object.entries(set)) {
    expect(names.length, file).toBeGreaterThan(0);
    expect(
      names.filter((name) => name !== 'NODE_ENV' && !known.includes(name)),
      file,
    ).toEqual([]);
  }
  expect([...set['.env.example']].sort(), 'all of them').toEqual([...VARIABLES].sort());
});

test('no file for deploying has a secret in it', () => {
  const files = ['Dockerfile', '.env.example', 'deploy/compose.yml', 'deploy/tf-action.service'];
  const all = [...files, 'deploy/kubernetes/bot.yml', 'deploy/kubernetes/allowlist.yml'].map(readPage).join('\n');
  expect(all).not.toMatch(/xox[a-z]-\w|xapp-\w|\.atlasv1\.|BEGIN [A-Z ]*PRIVATE KEY/);
  // Secrets come from files alone.
  expect(all).not.toMatch(
    /^\s*(?:- )?(?:Environment=)?(?:\w*TOKEN|\w*SECRET|\w*KEY|\w*PASSWORD|DATABASE_URL)[:=] *\S/m,
  );
});

test('.env.example, copied as it is, lacks what is required and has no other fault', () => {
  const variables = parseEnv(readPage('.env.example'));
  const read = () => readEnvironment({ ...variables, DATA_DIR: './data' }, () => '');
  expect(read).toThrow(/SLACK_BOT_TOKEN: is missing/);
  expect(read).toThrow(/TFE_TOKEN: is missing/);
  let faults = '';
  try {
    read();
  } catch (error) {
    faults = String(error instanceof Error ? error.message : error);
  }
  for (const line of faults.split('\n')) expect(line).toMatch(/missing|SLACK_APP_TOKEN/);
});

describe('the image', () => {
  test('is small, not root, checked for health, named by version, and has neither the sandbox page nor an allowlist', () => {
    for (const { from } of dockerfile.stages) expect(from).toMatch(/^node:\d+[\w.-]*-slim$/);
    expect(image?.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(image?.environment.get('NODE_ENV')).toBe('production');
    expect(image?.healthcheck?.[0]).toBe('node');
    expect(image?.command).toEqual(['node', 'dist/cli/tf-action.js', 'start']);
    expect(
      image?.copies.flatMap(({ sources }) => sources).filter((source) => /config|\.env|^src/.test(source)),
    ).toEqual([]);
    expect(dockerfile.stages[0]?.runs.join('\n')).toContain('--omit=dev --omit=optional');
  });

  test('gets nothing but what the Dockerfile copies from the folder that it is built in', () => {
    const [everything, ...allowed] = readPage('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(everything).toBe('*');
    const copied = dockerfile.stages.flatMap(({ copies }) =>
      copies.filter(({ stage }) => stage === undefined).flatMap(({ sources }) => sources),
    );
    expect(allowed.sort()).toEqual([...new Set(copied)].map((source) => `!${source}`).sort());
  });
});

describe('deploy/compose.yml', () => {
  const { bot, postgres } = compose.services;

  test('runs the bot from files of secrets, on a read-only disk, with the folder of the allowlist', () => {
    expect(bot.volumes).toEqual(['../config:/app/config:ro']);
    expect(Object.keys(compose.secrets).sort()).toEqual([...new Set([...bot.secrets, ...postgres.secrets])].sort());
    for (const [name, path] of Object.entries({ ...bot.environment })) {
      expect(name).toMatch(/_FILE$/);
      expect(bot.secrets.map((secret) => `/run/secrets/${secret}`)).toContain(path);
    }
    expect(postgres.secrets.map((secret) => `/run/secrets/${secret}`)).toEqual([
      postgres.environment.POSTGRES_PASSWORD_FILE,
    ]);
    expect(bot.ports.every((port) => port.startsWith('127.0.0.1:'))).toBe(true);
    for (const { file } of Object.values(compose.secrets)) expect(file).toMatch(/^\.\/secrets\//);
    expect(readPage('.gitignore').split('\n')).toContain('deploy/secrets/');
  });
});

describe('deploy/kubernetes', () => {
  test('two replicas that can be replaced one by one and are never all evicted', () => {
    const { labels } = pod.metadata;
    const { budget } = kubernetes;
    expect(kubernetes.selector.matchLabels).toEqual(labels);
    expect(budget.selector.matchLabels).toEqual(labels);
    expect(budget.minAvailable).toBeLessThan(replicas);
    expect(pod.spec.topologySpreadConstraints.map(({ labelSelector }) => labelSelector.matchLabels)).toEqual([labels]);
  });

  test('the folders of the allowlist and the secrets are mounted whole, where the bot looks for them', () => {
    const { volumes } = pod.spec;
    const mounts = container?.volumeMounts ?? [];
    expect(mounts.map(({ name }) => name).sort()).toEqual(volumes.map(({ name }) => name).sort());
    expect(mounts.find(({ name }) => name === 'allowlist')?.mountPath).toBe(`${image?.folder}/config`);
    const secrets = mounts.find(({ name }) => name === 'secrets')?.mountPath;
    const created = readPage('docs/operating.md').match(
      /kubectl create secret generic tf-action (?:[^\n]*\\\n)*[^\n]*/,
    )?.[0];
    const files = [...(created ?? '').matchAll(/--from-file=([\w-]+)/g)].map(([, file]) => `${secrets}/${file}`);
    expect(container?.env.map(({ value }) => value)).toEqual(files);
    expect(volumes.find(({ name }) => name === 'secrets')?.secret?.secretName).toBe('tf-action');
  });

  test('its allowlist passes the check', () => {
    const { allowlist } = kubernetes;
    expect(pod.spec.volumes.map(({ configMap }) => configMap?.name)).toContain(allowlist.metadata.name);
    const { entries } = parseAllowlist(allowlist.data['actions.yml'], 'actions.yml', new Map());
    expect(entries.map(({ action, environment }) => `${action} ${environment}`)).toEqual(['cleanup prod']);
  });
});

const systemdAnalyze = findProgram('systemd-analyze', "the unit against systemd's own check");

describe('deploy/tf-action.service', () => {
  test('starts what the package starts, and reloads by SIGHUP', () => {
    expect(unit).toMatch(/^ExecStart=\/usr\/bin\/node dist\/cli\/tf-action\.js start$/m);
    expect(unit).toMatch(/^ExecReload=\/bin\/kill -HUP \$MAINPID$/m);
  });

  if (systemdAnalyze !== undefined) {
    test('systemd finds no fault in it', () => {
      const folder = mkdtempSync(join(tmpdir(), 'tf-action-unit-'));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      const copied = join(folder, 'tf-action.service');
      // Node is wherever this machine has it.
      writeFileSync(copied, unit.replace('/usr/bin/node', process.execPath));
      execFileSync(systemdAnalyze, ['verify', '--man=no', copied], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    });
  }
});

function readCompose() {
  const secrets = z.array(z.string());
  const service = {
    image: z.string().regex(/^[a-z-]+(?::\d[\w.-]*)?$/),
    restart: z.literal('unless-stopped'),
    secrets,
  };
  const bot = z.strictObject({
    ...service,
    build: z.literal('..'),
    depends_on: z.strictObject({ postgres: z.strictObject({ condition: z.literal('service_healthy') }) }),
    environment: z.record(z.string(), z.string()),
    volumes: z.array(z.string()),
    ports: z.array(z.string()),
    read_only: z.literal(true),
    cap_drop: z.tuple([z.literal('ALL')]),
    security_opt: z.tuple([z.literal('no-new-privileges:true')]),
    mem_limit: z.string(),
    stop_grace_period: z.string(),
  });
  const postgres = z.strictObject({
    ...service,
    environment: z.strictObject({
      POSTGRES_USER: z.string(),
      POSTGRES_DB: z.string(),
      POSTGRES_PASSWORD_FILE: z.string(),
    }),
    volumes: z.array(z.string()),
    healthcheck: z.strictObject({
      test: z.array(z.string()),
      interval: z.string(),
      timeout: z.string(),
      retries: z.number(),
    }),
  });
  return z
    .strictObject({
      name: z.string(),
      services: z.strictObject({ bot, postgres }),
      volumes: z.strictObject({ postgres: z.strictObject({}) }),
      secrets: z.record(z.string(), z.strictObject({ file: z.string() })),
    })
    .parse(parse(readPage('deploy/compose.yml')));
}
