import { fork } from 'node:child_process';
import { programOf } from './bot-process.ts';

/** Slash commands at a steady rate (open loop). */
export interface Load {
  readonly url: string;
  readonly responseUrl: string;
  readonly text: string;
  readonly perSecond: number;
  readonly seconds: number;
  /** The number of people, who take turns. */
  readonly people: number;
}

export interface Loaded {
  /** From the due time of each command to its acknowledgement, so that a late sender hides nothing (milliseconds). */
  readonly latencies: readonly number[];
  readonly failures: readonly (readonly [string, number])[];
}

/** Uses a separate process, so that the measured one has its event loop to itself. */
export function generateLoad(load: Load): Promise<Loaded> {
  const child = fork(programOf('load-child'));
  return new Promise((resolve, reject) => {
    child.once('message', (loaded) => resolve(loaded as Loaded));
    child.once('exit', (code) => reject(new Error(`The load ended with ${code}.`)));
    child.send(load);
  });
}
