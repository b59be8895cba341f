import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Backend } from './backend.ts';
import { runHistory, type Step, type Told } from './history.ts';
import { drawnWith } from './steps.ts';
import { drawFrom } from './world.ts';

/** A history as data: what a failure prints, and what is kept as a test. */
export interface Drawn {
  readonly seed: number;
  readonly replicas: number;
  readonly steps: readonly Step[];
}

const stepOf = (names: readonly string[]): fc.Arbitrary<Step> =>
  fc.tuple(fc.constantFrom(...names), fc.noBias(fc.integer({ min: 0, max: 999_999 })));

/** The history of a seed. */
export const historyOf = (
  seed: number,
  replicas: number,
  length: number,
  only: readonly string[] = [],
): fc.Arbitrary<Drawn> =>
  fc
    .array(stepOf(drawnWith(drawFrom(seed), only)), { minLength: length, maxLength: length, size: 'max' })
    .map((steps) => ({ seed, replicas, steps }));

/** Shrinks by leaving out steps, as long as something is wrong. */
export async function shrink(
  backend: Backend,
  drawn: Drawn,
  tell: (steps: number, violation: string) => void,
  patience: number,
): Promise<{ readonly drawn: Drawn; readonly violation: string }> {
  let [steps, violation] = [drawn.steps, ''];
  let tries = 0;
  for (
    let size = Math.ceil(steps.length / 2);
    size >= 1 && tries < patience;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let from = steps.length - size; from >= -size + 1 && tries < patience; from -= size) {
      const fewer = steps.filter((_, index) => index < Math.max(0, from) || index >= from + size);
      tries += 1;
      const told = await runHistory(backend, { ...drawn, steps: fewer });
      if (told.violation === undefined) continue;
      [steps, violation] = [fewer, told.violation];
      tell(steps.length, violation);
    }
  }
  return { drawn: { ...drawn, steps }, violation };
}

/** Equal for two runs of a seed, unless something of them is not decided by it. */
export const fingerprint = ({ trace }: Told): string => createHash('sha256').update(trace).digest('hex').slice(0, 12);
