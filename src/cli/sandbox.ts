import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { playStory } from './play-story.ts';
import { startDemo } from './start-demo.ts';

export interface SandboxOptions {
  /** Play the story in the terminal and exit, instead of serving the page. */
  readonly play: boolean;
  /** Start no bot, and print the variables with which one can be started, and other commands. */
  readonly keep: boolean;
  readonly port: number;
  readonly write: (line: string) => void;
}

/** Runs Slack, HCP Terraform and, unless it is started separately, the bot on this machine. Nothing is real. */
export async function runSandbox({ play, keep, port, write }: SandboxOptions): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'tf-action-'));
  const told = untilTold();
  try {
    const demo = await startDemo(keep ? undefined : { dataDir: join(folder, 'data') });
    try {
      if (play) return await playStory(demo.slack, write);
      const page = await demo.openPage(port);
      if (keep) {
        const places = { TF_ACTION_CONFIG: join(folder, 'actions.yml'), DATA_DIR: join(folder, 'data') };
        for (const [name, value] of Object.entries({ ...demo.variables, ...places })) write(`export ${name}=${value}`);
      }
      write(`Ready: ${page}`);
      write(
        keep
          ? 'Nothing here is real. Set these variables in another terminal and run tf-action there: init, check --online, start. Ctrl-C ends it.'
          : 'Nothing here is real: be Ana, ask, then be Ben and approve. Ctrl-C ends it.',
      );
      await told;
      return 0;
    } finally {
      await demo.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const untilTold = (): Promise<void> =>
  new Promise((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
