import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { playStory } from './play-story.ts';
import { startDemo } from './start-demo.ts';

export interface SandboxOptions {
  /** Play the story in the terminal and exit, instead of serving the page. */
  readonly play: boolean;
  readonly port: number;
  readonly write: (line: string) => void;
}

/** Runs Slack, HCP Terraform and the bot together on this machine. Nothing is real. */
export async function runSandbox({ play, port, write }: SandboxOptions): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'tf-action-'));
  const told = untilTold();
  try {
    const demo = await startDemo({ dataDir: join(folder, 'data') });
    try {
      if (play) return await playStory(demo.slack, write);
      write(`Ready: ${await demo.openPage(port)}`);
      write('Nothing here is real: be Ana, ask, then be Ben and approve. Ctrl-C ends it.');
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
