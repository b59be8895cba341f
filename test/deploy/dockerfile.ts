interface Copy {
  /** The stage that it copies from; absent: the folder that the image is built in. */
  readonly stage?: string;
  readonly sources: readonly string[];
  readonly target: string;
}

interface Stage {
  readonly from: string;
  readonly name: string | undefined;
  folder: string;
  user: string;
  readonly environment: Map<string, string>;
  readonly copies: Copy[];
  readonly runs: string[];
  healthcheck?: readonly string[];
  command?: readonly string[];
}

/** Reads as much of a Dockerfile as ours uses. Throws for any other instruction. */
export function readDockerfile(text: string): { readonly stages: readonly Stage[] } {
  const lines = text
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const stages: Stage[] = [];
  for (const line of lines) {
    const [, instruction = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    const stage = stages.at(-1);
    if (instruction === 'FROM') {
      const [, from = '', name] = /^(\S+)(?: AS (\S+))?$/.exec(rest) ?? [];
      stages.push({ from, name, folder: '/', user: 'root', environment: new Map(), copies: [], runs: [] });
      continue;
    }
    if (stage === undefined) throw new Error(`before FROM: ${line}`);
    follow(stage, instruction, rest);
  }
  return { stages };
}

function follow(stage: Stage, instruction: string, rest: string): void {
  switch (instruction) {
    case 'WORKDIR':
      stage.folder = rest;
      break;
    case 'USER':
      stage.user = rest;
      break;
    case 'ENV': {
      const [name = '', value = ''] = rest.split('=', 2);
      stage.environment.set(name, value);
      break;
    }
    case 'COPY': {
      const [, name, paths = ''] = /^(?:--from=(\S+) )?(.*)$/.exec(rest) ?? [];
      const words = paths.split(' ');
      stage.copies.push({
        ...(name === undefined ? {} : { stage: name }),
        sources: words.slice(0, -1),
        target: words.at(-1) ?? '',
      });
      break;
    }
    case 'RUN':
      stage.runs.push(rest);
      break;
    case 'HEALTHCHECK':
      stage.healthcheck = JSON.parse(rest.slice(rest.indexOf('CMD ') + 4));
      break;
    case 'CMD':
      stage.command = JSON.parse(rest);
      break;
    case 'VOLUME':
    case 'EXPOSE':
      break;
    default:
      throw new Error(`an instruction that this does not read: ${instruction}`);
  }
}
