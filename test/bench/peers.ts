import { changesOf, type RunLife } from './run-model.ts';

/** How a peer polls a run: the wait before each poll after the first one, which is immediate (milliseconds). */
export interface Peer {
  readonly name: string;
  readonly waitBefore: (reading: number) => number;
}

/** `internal/cloud/retry.go` of hashicorp/tfc-workflows-tooling: Fibonacci from 2 s, at most 7 s. */
export const tfci: Peer = { name: 'tfci', waitBefore: (reading) => [2_000, 4_000, 6_000][reading - 1] ?? 7_000 };

/** `internal/cloud/backend_common.go` of hashicorp/terraform, without its reads besides the run itself. */
export const terraform: Peer = {
  name: 'Terraform',
  waitBefore: (reading) => Math.min(3_000, 1_000 * 2 ** ((reading - 1) / 5)),
};

export interface PeerReading {
  readonly reads: number;
  /** From each change of the run to the poll that showed it (milliseconds). The last one is the final status. */
  readonly lags: readonly number[];
}

/** Follows a run to its end like a peer whose calls take this long. */
export function followAsPeer(peer: Peer, life: RunLife, callTakes: number): PeerReading {
  const changes = changesOf(life);
  const lags: number[] = [];
  let at = 0;
  for (let reads = 1; ; reads += 1) {
    const seen = at + callTakes / 2;
    at += callTakes;
    while (lags.length < changes.length && (changes[lags.length] ?? 0) <= seen) {
      lags.push(at - (changes[lags.length] ?? 0));
    }
    if (lags.length === changes.length) return { reads, lags };
    at += peer.waitBefore(reads);
  }
}
