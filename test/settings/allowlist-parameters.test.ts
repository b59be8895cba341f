import { describe, expect, test } from 'vitest';
import { faultsWith } from './faults-with.ts';

describe('parameters', () => {
  const withParameters = (...parameters: readonly string[]): readonly string[] =>
    faultsWith({ cleanup: ['parameters:', ...parameters.map((line) => `  ${line}`)] });

  test('defaults outside their limits, and limits that leave nothing', () => {
    expect(
      withParameters(
        'days: { variable: days, type: integer, minimum: 1, maximum: 5, default: 9 }',
        'ages: { variable: ages, type: number, minimum: 5, maximum: 1 }',
        'size: { variable: size, type: enum, values: [s, m], default: l }',
        'name: { variable: name, type: string, min_length: 5, max_length: 3 }',
        'text: { variable: text, type: string, max_length: 3, default: four }',
      ),
    ).toEqual([
      'actions.yml:17:79 actions.cleanup.parameters.days.default: has to be a whole number from 1 to 5, not “9”. Write a default that one could also type.',
      'actions.yml:18:54 actions.cleanup.parameters.ages.minimum: is more than 1, the maximum. Lower it.',
      'actions.yml:19:68 actions.cleanup.parameters.size.default: has to be one of s, m, not “l”. Write a default that one could also type.',
      'actions.yml:20:57 actions.cleanup.parameters.name.min_length: is more than 3, the longest. Lower it.',
      'actions.yml:21:69 actions.cleanup.parameters.text.default: has to be text of at most 3 characters, not “four”. Write a default that one could also type.',
    ]);
  });

  test('an empty default, where nothing says that the text may be empty', () => {
    expect(
      withParameters(
        'none: { variable: none, type: string, default: "" }',
        'some: { variable: some, type: string, default: "", min_length: 0 }',
        'much: { variable: much, type: string, default: "", min_length: 1 }',
      ),
    ).toEqual([
      'actions.yml:17:54 actions.cleanup.parameters.none.default: is empty, and nobody can type an empty text. Add min_length: 0, or remove the default.',
      'actions.yml:19:54 actions.cleanup.parameters.much.default: has no value. Write a default that one could also type.',
    ]);
  });

  test('a name that is a whole number, which would not stay in its place', () => {
    expect(
      withParameters(
        'days: { variable: days, type: integer }',
        '1: { variable: first, type: string }',
        '1st: { variable: other, type: string }',
      ),
    ).toEqual([
      'actions.yml:18:7 actions.cleanup.parameters.1: is a whole number, which would not keep its place among the parameters. Start the name with a letter, such as n1.',
    ]);
  });

  test('two that set one variable', () => {
    expect(withParameters('days: { variable: days, type: integer }', 'age: { variable: days, type: integer }')).toEqual(
      [
        'actions.yml:18:24 actions.cleanup.parameters.age.variable: is set by days already. Give each parameter a variable of its own.',
      ],
    );
  });

  test('types that there are not, and keys of another type', () => {
    expect(
      withParameters(
        'kind: { variable: kind, type: strin }',
        'none: { variable: none }',
        'flag: { variable: flag, type: boolean, default: "true", minimum: 1 }',
        'size: { variable: "2 b", type: enum, values: [] }',
      ),
    ).toEqual([
      'actions.yml:17:37 actions.cleanup.parameters.kind.type: cannot be "strin". Write type: string, integer, number, boolean or enum.',
      'actions.yml:18:7 actions.cleanup.parameters.none.type: is missing. Write type: string, integer, number, boolean or enum.',
      'actions.yml:19:55 actions.cleanup.parameters.flag.default: has to be true or false, but is "true". Write it without quotes.',
      'actions.yml:19:63 actions.cleanup.parameters.flag.minimum: is not a key of actions.cleanup.parameters.flag. Take it out, or write one of: type, variable, description, default.',
      expect.stringMatching(
        /^actions\.yml:20:25 .*size\.variable: has to be the name of a Terraform variable, but is "2 b"/,
      ),
      expect.stringMatching(/^actions\.yml:20:52 .*size\.values: has to be a list of texts, but is an empty list/),
    ]);
  });
});
