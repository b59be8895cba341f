import { FINDING_LEVELS, type OnlineFinding } from '../domain/online-finding.ts';
import { sayFinding } from '../domain/say-finding.ts';
import { plainText } from '../domain/sentence.ts';
import type { OnlineReport } from '../flows/checking/check-online.ts';
import { printPath } from '../settings/fault.ts';
import type { readFilePlaces } from '../settings/file-places.ts';

export interface SaidFinding {
  readonly code: OnlineFinding['code'];
  readonly level: 'fault' | 'warning';
  /** With its place in the file. */
  readonly line: string;
}

interface WrittenFile {
  readonly file: string;
  readonly places: ReturnType<typeof readFilePlaces>;
  /** The file's own names of ids. */
  readonly names: ReadonlyMap<string, string>;
}

/** Each finding as one line, in the order of the file. */
export function sayFindings(
  { findings }: Pick<OnlineReport, 'findings'>,
  written: WrittenFile,
): readonly SaidFinding[] {
  const { file, places } = written;
  const said = [...findings]
    .map((finding) => ({ finding, position: places.locate(finding.path) }))
    .sort((one, other) => one.position.line - other.position.line || one.position.column - other.position.column)
    .map(({ finding, position: { line, column } }) => ({
      ...{ code: finding.code, level: FINDING_LEVELS[finding.code] },
      line: `${file}:${line}:${column} ${printPath(finding.path)}: ${sayWithNames(finding, written.names)}`,
    }));
  return [...new Map(said.map((one) => [one.line, one])).values()];
}

/** The words of a finding with the file's names of people, user groups and channels. */
const sayWithNames = (finding: OnlineFinding, names: ReadonlyMap<string, string>): string =>
  plainText(sayFinding(finding), ({ id, kind }) => {
    const name = names.get(id);
    return name === undefined ? id : `${kind === 'channel' ? '#' : ''}${name} (${id})`;
  });
