// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates that must not be evaluated are what is tested.
import { getExpressionAst, parse } from '@cdktf/hcl2json';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hclLiteral, wouldBeMiscomposed } from '../../src/domain/hcl-literal.ts';

const NASTY = [
  '${',
  '$${',
  '$$${',
  '%{',
  '%%{',
  '%%%{',
  '$',
  '%',
  '{',
  '}',
  '${var.x}',
  '%{if true}',
  '~}',
  '"',
  '\\',
  '\\"',
  '\\\\',
  '\n',
  '\r\n',
  '\t',
  '\0',
  '\u0007',
  '\u007f',
  '\u0085',
  '\u2028',
  '\u2029',
  '\ufeff',
  '\u200d',
  '\u202e',
  '\u0301',
  '\u0323',
  'e\u0301',
  '\u1100\u1161',
  '\u212b',
  '<<EOT\n',
  'EOT',
  '# ',
  '// ',
  '/*',
  "'",
  '\\u0022',
  '\\n',
  '\nadmin = true\n',
  '😀',
  '🇦',
];

const nastyText = fc
  .array(fc.oneof(fc.string({ unit: 'binary', maxLength: 6 }), fc.constantFrom(...NASTY)), { maxLength: 8 })
  .map((pieces) => pieces.join(''));

/** The parser prints a text that is not a template with each `${` and `%{` doubled again, to tell it from one. */
const asPrinted = (text: string): string => text.normalize('NFC').replaceAll(/[$%](?=\{)/g, '$&$&');

/** Parses `v0 = …`, `v1 = …` like Terraform. */
async function readBack(literals: readonly string[]): Promise<Record<string, unknown>> {
  return await parse('variables.tfvars.tf', literals.map((literal, index) => `v${index} = ${literal}\n`).join(''));
}

interface Node {
  readonly type: string;
  readonly children: readonly Node[];
}
const typesIn = ({ type, children }: Node): readonly string[] => [type, ...children.flatMap(typesIn)];

/** The kinds of expression in the literals, each once. */
async function kindsIn(literals: readonly string[]): Promise<ReadonlySet<string>> {
  const tree: unknown = await getExpressionAst('variables.tf', `[${literals.join(', ')}]`);
  return new Set(typesIn(tree as Node));
}

describe('against the real parser', () => {
  test('twelve thousand texts come back as they were, each as one attribute and none as a template', async () => {
    // With this one, a variation selector came before an accent.
    const seed = 1_795_530_930_844;
    const texts = fc
      .sample(nastyText, { numRuns: 12_400, seed })
      .filter((text) => !wouldBeMiscomposed(text.normalize('NFC')))
      .slice(0, 12_000);
    expect(texts).toHaveLength(12_000);
    let templates = 0;
    for (let from = 0; from < texts.length; from += 1_000) {
      const batch = texts.slice(from, from + 1_000);
      const literals = batch.map(hclLiteral);
      const expected = Object.fromEntries(batch.map((text, index) => [`v${index}`, asPrinted(text)]));
      expect(await readBack(literals), `seed ${seed}`).toEqual(expected);
      const withSigns = literals.filter((literal) => /[$%]\{/.test(literal));
      templates += withSigns.length;
      expect([...(await kindsIn(withSigns))].sort(), `seed ${seed}`).toEqual(['literalValue', 'template', 'tuple']);
    }
    expect(templates).toBeGreaterThan(1_000);
  });

  test('a rare letter that the parser would make another one of has no literal', async () => {
    const rare = `\u{10043}\u0301`;
    expect(await readBack([`"${rare}"`])).toEqual({ v0: '\u0106' });
    expect(() => hclLiteral(rare)).toThrow(/no HCL literal/);
    expect(hclLiteral('😀\ufe0f e\u0301')).toBe('"😀\ufe0f é"');
  });

  test('thirty marks in a row come back, and more, among which the parser would put one of its own, have no literal', async () => {
    const marked = (count: number): string => `x${'\u0327'.repeat(count)}`;
    expect(await readBack([hclLiteral(marked(30))])).toEqual({ v0: marked(30) });
    expect(await readBack([`"${marked(31)}"`])).not.toEqual({ v0: marked(31) });
    expect(() => hclLiteral(marked(31))).toThrow(/no HCL literal/);
  });

  test('the parser tells a template from a text that looks like one', async () => {
    expect(await readBack(['"${x}"', hclLiteral('${x}')])).toEqual({ v0: '${x}', v1: '$${x}' });
    expect(await kindsIn(['"a${x}"'])).toContain('scopeTraversal');
    expect(await kindsIn([hclLiteral('a${x}')])).not.toContain('scopeTraversal');
  });

  test('numbers and booleans come back as they were', async () => {
    const digits = fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 });
    const decimal = fc.tuple(digits, fc.nat(12)).map(([number, places]) => number / 10 ** places);
    const values = fc.sample(fc.oneof(digits, decimal, fc.boolean()), 500).map((value) => (value === 0 ? 0 : value));
    const read = await readBack(values.map(hclLiteral));
    expect(read).toEqual(Object.fromEntries(values.map((value, index) => [`v${index}`, value])));
  });
});

test('each value has one literal', () => {
  expect(
    ['', 'plain', 'a"b\\c', 'line\r\n\t', '${x} $${y} %{z}', '\u2028\u0001\u0085', 'e\u0301', 30, -1.5, true].map(
      hclLiteral,
    ),
  ).toEqual([
    '""',
    '"plain"',
    String.raw`"a\"b\\c"`,
    String.raw`"line\r\n\t"`,
    '"$${x} $$${y} %%{z}"',
    String.raw`"\u2028\u0001\u0085"`,
    '"é"',
    '30',
    '-1.5',
    'true',
  ]);
});

test('there is none for what HCL cannot say', () => {
  for (const value of ['\ud800', 'a\udc00b', Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => hclLiteral(value)).toThrow(/There is no HCL literal/);
  }
});
