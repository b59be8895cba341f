// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates that must not be evaluated are what is tested.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ActionAddress,
  actionAddressParts,
  parseActionAddress,
  printActionAddress,
  sameAction,
} from '../../src/domain/action-address.ts';

const name = fc.stringMatching(/^[a-zäß_][a-z0-9_äß-]{0,10}$/).map((text) => text.normalize('NFC'));
const key = fc.oneof(
  fc.nat(),
  fc.string({ unit: 'binary', maxLength: 8 }).map((text) => text.normalize('NFC')),
  fc.constantFrom('${x}', '$${x}', '%{', 'a"b', 'a\\b', 'line\nbreak', '0', '', '[0]', '*', '"].action.b.c'),
);
const step = fc.record({ name, key }, { requiredKeys: ['name'] });
const address = fc.record(
  { modules: fc.array(step, { maxLength: 3 }), type: name, name, key },
  { requiredKeys: ['modules', 'type', 'name'] },
);

function parsed(text: string): ActionAddress {
  const read = parseActionAddress(text);
  if (read === undefined) throw new Error(`${text} is no address.`);
  return read;
}

test('what is printed is read as the same, and printed again as the same', () => {
  fc.assert(
    fc.property(address, (one) => {
      const text = printActionAddress(one);
      expect(parseActionAddress(text)).toEqual(one);
      expect(printActionAddress(parsed(text))).toBe(text);
    }),
    { numRuns: 2_000 },
  );
});

test('an address is taken apart', () => {
  expect(parsed('module.utils["eu"].module.db[2].action.aws_lambda_invoke.cleanup["a"]')).toEqual({
    modules: [
      { name: 'utils', key: 'eu' },
      { name: 'db', key: 2 },
    ],
    type: 'aws_lambda_invoke',
    name: 'cleanup',
    key: 'a',
  });
  expect(actionAddressParts(parsed('module.a.module.b[0].action.c.d'))).toEqual({
    moduleAddress: 'module.a.module.b[0]',
    address: 'action.c.d',
  });
});

test('keys that are escaped in different ways are one text', () => {
  const spellings = [
    'action.a.b["é"]',
    String.raw`action.a.b["\u00e9"]`,
    String.raw`action.a.b["\U000000E9"]`,
    String.raw`action.a.b["e\u0301"]`,
  ];
  expect(new Set(spellings.map((text) => printActionAddress(parsed(text))))).toEqual(new Set(['action.a.b["é"]']));
  expect(printActionAddress(parsed('action.a.b["$${x}"]'))).toBe('action.a.b["$${x}"]');
});

test('anything that is not exactly one full action address is refused', () => {
  const odd = [
    '',
    ' ',
    'cleanup',
    'action',
    'action.',
    'action.a',
    'action.a.',
    'action..b',
    'action.a.b.',
    'action.a.b.c',
    '.action.a.b',
    'aws_lambda_invoke.cleanup',
    'data.a.b',
    'resource.a.b',
    'Action.a.b',
    'module.a',
    'module.a.',
    'module.action.a.b.c',
    'module..action.a.b',
    'module.a.aws.b',
    'modules.a.action.b.c',
    'action.a.b[*]',
    'action.a[0].b',
    'action.a.b[-1]',
    'action.a.b[01]',
    'action.a.b[1.5]',
    'action.a.b[99999999999999999999]',
    'action.a.b[]',
    'action.a.b[""',
    'action.a.b[x]',
    "action.a.b['x']",
    'action.a.b["x"][0]',
    'action.a.b["${x}"]',
    'action.a.b["%{if x}"]',
    String.raw`action.a.b["\x41"]`,
    String.raw`action.a.b["\ud800"]`,
    String.raw`action.a.b["\U00110000"]`,
    'action.a.b["\n"]',
    'action.a.b["a"b"]',
    ' action.a.b',
    'action.a.b ',
    'action.a.b\n',
    'action. a.b',
    'action.a.b,action.c.d',
    'action.a.b action.c.d',
    'action.a.b;',
    'action.a.b#',
    '-target=action.a.b',
    '--action.a.b',
    'action.0a.b',
    'action.a.-b',
    'action.a/b.c',
    '../action.a.b',
    'action.a.b?x=1',
    'action.a.b%0a',
    'action.a.b\u0000',
    'action.a.b\u200b',
    'action.a.b\u200d',
    'action.a.\u3164',
    'action.a.b\ufe0f',
    'action.a.b\u202e',
    'action.a.e\u0301',
    'action.a.b\ud800',
    '\ufeffaction.a.b',
    'action\u00a0.a.b',
    'аction.a.b',
    'action．a．b',
    '${action.a.b}',
    '["action.a.b"]',
    'action.a.b[0',
    'module.a[*].action.b.c',
    'module.a["x"]action.b.c',
  ];
  for (const text of odd) expect(parseActionAddress(text), JSON.stringify(text)).toBeUndefined();
});

test('a long address takes no long time', () => {
  for (const text of [
    `action.a.b["${'\\'.repeat(20_000)}`,
    `${'module.a.'.repeat(20_000)}x`,
    `action.${'a'.repeat(50_000)}`,
  ]) {
    expect(parseActionAddress(text)).toBeUndefined();
  }
});

describe('the same action as one that HCP Terraform lists', () => {
  const same = (text: string, listed: string, moduleAddress?: string): boolean =>
    sameAction(parsed(text), { address: listed, moduleAddress });

  test('in the root module, however it is said', () => {
    for (const root of [undefined, '', 'system:root_module']) expect(same('action.a.b', 'action.a.b', root)).toBe(true);
    expect(same('action.a.b', 'action.a.c')).toBe(false);
    expect(same('action.a.b', 'action.c.b')).toBe(false);
  });

  test('in a module, relative to it or full', () => {
    const ours = 'module.utils.action.a.b';
    expect(same(ours, 'action.a.b', 'module.utils')).toBe(true);
    expect(same(ours, 'module.utils.action.a.b', 'module.utils')).toBe(true);
    expect(same(ours, 'module.utils.action.a.b')).toBe(true);
    expect(same(ours, 'action.a.b', 'module.other')).toBe(false);
    expect(same(ours, 'action.a.b')).toBe(false);
    expect(same('action.a.b', 'action.a.b', 'module.utils')).toBe(false);
    expect(same('module.x.module.utils.action.a.b', 'action.a.b', 'module.utils')).toBe(false);
  });

  test('a key counts only where the list has one', () => {
    expect(same('action.a.b["x"]', 'action.a.b')).toBe(true);
    expect(same('action.a.b["x"]', 'action.a.b["x"]')).toBe(true);
    expect(same('action.a.b["x"]', 'action.a.b["y"]')).toBe(false);
    expect(same('action.a.b[0]', 'action.a.b["0"]')).toBe(false);
    expect(same('action.a.b', 'action.a.b["x"]')).toBe(false);
    expect(same('module.u["x"].action.a.b', 'action.a.b', 'module.u')).toBe(true);
    expect(same('module.u["x"].action.a.b', 'action.a.b', 'module.u["y"]')).toBe(false);
  });

  test('what cannot be read is no action of ours', () => {
    for (const listed of ['', 'a.b', 'action.a.b.c', 'action.a.b[*]']) expect(same('action.a.b', listed)).toBe(false);
  });
});
