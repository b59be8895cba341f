import { describe, expect, test } from 'vitest';
import { faultsAfter, faultsWith } from './faults-with.ts';
import { faultsIn, writeAllowlist } from './written-allowlist.ts';

describe('what YAML allows and an allowlist does not', () => {
  test('aliases and anchors', () => {
    expect(faultsAfter('acme-prod', '&name acme-prod', { cleanup: ['description: *name'] })).toEqual([
      'actions.yml:11:22 environments.prod.workspace: has an anchor (&name), which is not supported. Take it out.',
      'actions.yml:16:18 actions.cleanup.description: is an alias (*name), which is not supported. Write it out.',
    ]);
  });

  test('tags, those of YAML itself among them', () => {
    expect(faultsAfter('acme-prod', '!!str acme-prod', { cleanup: ['description: !secret x'] })).toEqual([
      'actions.yml:11:22 environments.prod.workspace: has a tag (!!str), which is not supported. Take it out.',
      'actions.yml:16:26 actions.cleanup.description: has a tag (!secret), which is not supported. Take it out.',
    ]);
  });

  test('merge keys', () => {
    expect(faultsWith({ prod: ['<<: { apply: by_hand }'] })).toEqual([
      'actions.yml:12:5 environments.prod.<<: is a merge key, which is not supported. Write out what it stands for.',
    ]);
  });

  test('names that mean something to JavaScript, and none of them reaches any object', () => {
    const faults = faultsWith({
      everywhere: [
        '__proto__: { requesters: [ben], polluted: true }',
        'constructor: { prototype: { polluted: true } }',
      ],
      cleanup: ['parameters: { __proto__: { variable: polluted, type: string } }'],
    });
    expect(faults).toEqual([
      'actions.yml:9:3 everywhere.__proto__: is a reserved word. Choose another name.',
      'actions.yml:10:3 everywhere.constructor: is a reserved word. Choose another name.',
      'actions.yml:10:18 everywhere.constructor.prototype: is a reserved word. Choose another name.',
      'actions.yml:18:19 actions.cleanup.parameters.__proto__: is a reserved word. Choose another name.',
    ]);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  test('directives and further documents', () => {
    expect(faultsIn(`%YAML 1.1\n---\n${writeAllowlist()}`)).toEqual([
      'actions.yml:1:1 begins with a directive, which is not supported. Take the lines that begin with % out.',
    ]);
    expect(faultsIn(`${writeAllowlist()}---\nversion: 1\n`)).toEqual([
      'actions.yml:16:1 begins a second document, which nobody would read. Take the line --- out.',
    ]);
  });

  test('yes and no are text, not true and false', () => {
    expect(faultsWith({ prod: ['approval: { allow_requester: yes }'] })).toEqual([
      'actions.yml:12:34 environments.prod.approval.allow_requester: has to be true or false, but is "yes". Write it without quotes.',
    ]);
  });

  test('what is no YAML is told where it breaks', () => {
    expect(faultsIn('version: 1\npeople: { ana: U0ANA00001\n')).toEqual([
      expect.stringMatching(/^actions\.yml:[23]:\d+ is not valid YAML: .*\. Mend it here\.$/),
    ]);
  });

  test('a tab is one fault, whatever it makes of the lines behind it', () => {
    expect(faultsAfter('    workspace: acme-prod', '\tworkspace: acme-prod')).toEqual([
      'actions.yml:11:1 is indented with a tab, which YAML does not allow. Use spaces.',
    ]);
  });
});

describe('files that nobody wrote by hand', () => {
  const quickly = (text: string): readonly string[] => {
    const begun = performance.now();
    const faults = faultsIn(text);
    expect(performance.now() - begun).toBeLessThan(2_000);
    return faults;
  };

  test('larger than 256 KiB', () => {
    const fault = 'actions.yml:1:1 is larger than 256 KiB. Take out what is not needed.';
    expect(quickly('#'.repeat(256 * 1024 + 1))).toEqual([fault]);
    expect(quickly('ä'.repeat(128 * 1024 + 1)), 'bytes count, not letters').toEqual([fault]);
    expect(faultsIn(writeAllowlist().padEnd(256 * 1024, '#'))).toEqual([]);
  });

  test('deeper than 20, however it is written', () => {
    const nested = (depth: number): string => `a: ${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(quickly(nested(100_000))).toEqual(['actions.yml:1:23 is nested more than 20 levels deep. Flatten it.']);
    expect(quickly('- '.repeat(50_000))).toEqual([expect.stringContaining('is nested more than 20 levels deep.')]);
    const staircase = Array.from({ length: 400 }, (_, depth) => `${' '.repeat(depth)}k:`).join('\n');
    expect(quickly(staircase)).toEqual(['actions.yml:21:22 is nested more than 20 levels deep. Flatten it.']);
    expect(faultsIn(nested(19)).join()).not.toContain('nested');
  });

  test('aliases that would grow to gigabytes', () => {
    const bomb = Array.from({ length: 9 }, (_, index) => {
      const items = index === 0 ? 'x' : `*a${index - 1}`;
      return `k${index}: &a${index} [${Array(9).fill(items).join(', ')}]`;
    });
    expect(quickly(bomb.join('\n')).filter((fault) => fault.includes('is an alias'))).toHaveLength(72);
  });

  test('thousands of faults', () => {
    const actions = Array.from(
      { length: 1_000 },
      (_, index) => `  a${index}: { address: action.a.b, colour: red, environments: [prod] }`,
    );
    expect(faultsIn(`${writeAllowlist()}${actions.join('\n')}\n`)).toHaveLength(1_000);
  });
});
