import type { ParameterDefinition } from '../domain/entry.ts';
import { faultInValue } from '../domain/parameters.ts';
import type { AllowlistFile } from './allowlist-schema.ts';
import type { Fault, Path } from './fault.ts';
import { readDefinition } from './read-levels.ts';

/** Finds limits that allow no value, defaults outside the limits, and variables that two parameters set. */
export function faultsInParameters({ actions }: AllowlistFile): readonly Fault[] {
  return Object.entries(actions).flatMap(([action, { parameters = {} }]) => {
    const setBy = new Map<string, string>();
    return Object.entries(parameters).flatMap(([name, written]) => {
      const path = ['actions', action, 'parameters', name];
      const first = setBy.get(written.variable);
      if (first === undefined) setBy.set(written.variable, name);
      return [
        ...(first === undefined
          ? []
          : say([...path, 'variable'], `is set by ${first} already. Give each parameter a variable of its own.`)),
        ...faultsInDefinition(readDefinition(written), path),
      ];
    });
  });
}

const say = (path: Path, text: string): readonly Fault[] => [{ path, at: 'value', text }];

function faultsInDefinition(definition: ParameterDefinition, path: Path): readonly Fault[] {
  if (definition.type === 'string' && (definition.minLength ?? 0) > definition.maxLength) {
    return say([...path, 'min_length'], `is more than ${definition.maxLength}, the longest. Lower it.`);
  }
  const isNumber = definition.type === 'integer' || definition.type === 'number';
  if (isNumber && definition.minimum !== undefined && definition.maximum !== undefined) {
    const nothingFits = definition.minimum > definition.maximum;
    if (nothingFits) return say([...path, 'minimum'], `is more than ${definition.maximum}, the maximum. Lower it.`);
  }
  if (definition.type === 'string' && definition.default === '' && definition.minLength === undefined) {
    return say(
      [...path, 'default'],
      'is empty, and nobody can type an empty text. Add min_length: 0, or remove the default.',
    );
  }
  const fault = definition.default === undefined ? undefined : faultInValue(definition, definition.default);
  return fault === undefined ? [] : say([...path, 'default'], `${fault}. Write a default that one could also type.`);
}
