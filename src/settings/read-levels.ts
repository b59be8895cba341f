import { parseActionAddress, printActionAddress } from '../domain/action-address.ts';
import { parseDuration } from '../domain/duration.ts';
import type { ParameterDefinition } from '../domain/entry.ts';
import { LONGEST_TEXT } from '../domain/parameters.ts';
import type { PeopleList } from '../domain/person.ts';
import { type Level, sortedOnce } from '../domain/resolve-entry.ts';
import type { AllowlistFile, LevelInFile } from './allowlist-schema.ts';
import type { Path } from './fault.ts';
import { EVERYONE } from './format-parts.ts';
import { readGuards } from './guard-formats.ts';
import type { ParameterInFile } from './parameter-schema.ts';

/** A level and its path in the file. */
interface PlacedLevel {
  readonly path: Path;
  readonly level: Level;
}

/** An action in an environment with its levels, outermost first. */
export interface PlacedEntry {
  readonly action: string;
  readonly environment: string;
  /** False if the file has no such environment, or it was removed because of a fault. */
  readonly isSound: boolean;
  readonly levels: readonly PlacedLevel[];
  readonly parameters: Readonly<Record<string, ParameterDefinition>>;
}

/** Every entry in the file's order. Unknown names are left out, since they are already reported. */
export function placeEntries(file: AllowlistFile): readonly PlacedEntry[] {
  const place = (path: Path, written: LevelInFile | null | undefined): PlacedLevel => ({
    path,
    level: readLevel(written ?? {}, file),
  });
  const outer = [place([], { notify: file.notify }), place(['everywhere'], file.everywhere)];
  return Object.entries(file.actions).flatMap(([action, written]) => {
    const ofAction = place(['actions', action], written);
    const parameters = readDefinitions(written.parameters ?? {});
    const blocks = Array.isArray(written.environments) ? {} : written.environments;
    const environments = Array.isArray(written.environments) ? written.environments : Object.keys(blocks);
    return environments.map((environment) => ({
      action,
      environment,
      isSound: Object.hasOwn(file.environments, environment),
      levels: [
        ...outer,
        place(['environments', environment], file.environments[environment]),
        ofAction,
        place(['actions', action, 'environments', environment], blocks[environment]),
      ],
      parameters,
    }));
  });
}

function readLevel(written: LevelInFile, { people = {}, channels = {} }: AllowlistFile): Level {
  const list = (names: readonly string[]): PeopleList => readPeople(names, people);
  const address = written.address === undefined ? undefined : parseActionAddress(written.address);
  return {
    ...readGuards(written),
    organization: written.organization,
    workspace: written.workspace,
    connection: written.connection,
    description: written.description,
    address: address === undefined ? undefined : printActionAddress(address),
    requesters: written.requesters === undefined ? undefined : list([written.requesters].flat()),
    channels:
      written.channels === undefined ? undefined : sortedOnce(written.channels.flatMap((name) => channels[name] ?? [])),
    required: written.approval?.required?.map(({ from, count = 1 }) => ({ from: list([from].flat()), count })),
    notifyFailure: written.notify === undefined ? undefined : list(written.notify.failure),
    postTo: written.post_to === undefined ? undefined : channels[written.post_to],
    viewers: written.viewers === undefined ? undefined : list(written.viewers),
    breakGlass:
      written.break_glass === undefined || written.break_glass === 'none'
        ? written.break_glass
        : list(written.break_glass),
  };
}

export const readDuration = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : parseDuration(text);

export function readPeople(names: readonly string[], people: Readonly<Record<string, string>>): PeopleList {
  const ids = names.flatMap((name) => people[name] ?? []);
  return {
    everyone: names.includes(EVERYONE),
    people: sortedOnce(ids.filter((id) => !id.startsWith('S'))),
    groups: sortedOnce(ids.filter((id) => id.startsWith('S'))),
  };
}

const readDefinitions = (
  written: Readonly<Record<string, ParameterInFile>>,
): Readonly<Record<string, ParameterDefinition>> =>
  Object.fromEntries(Object.entries(written).map(([name, parameter]) => [name, readDefinition(parameter)]));

/** Text in NFC, as Terraform stores it. */
export function readDefinition(written: ParameterInFile): ParameterDefinition {
  switch (written.type) {
    case 'string': {
      const { min_length: minLength, max_length: maxLength = LONGEST_TEXT, ...rest } = written;
      return withDefault({ ...rest, ...(minLength === undefined ? {} : { minLength }), maxLength });
    }
    case 'enum':
      return withDefault({ ...written, values: written.values.map((value) => value.normalize('NFC')) });
    default:
      return written;
  }
}

const withDefault = <Definition extends { readonly default?: string | undefined }>(written: Definition): Definition =>
  written.default === undefined ? written : { ...written, default: written.default.normalize('NFC') };
