import { CHAIN_START, type ChainHead } from '../../domain/audit-chain.ts';
import { DAY, MINUTE } from '../../domain/duration.ts';
import type { Allowlist } from '../../domain/entry.ts';
import type { ChannelId } from '../../domain/person.ts';
import { Refusal } from '../../domain/refusal.ts';
import { plainText } from '../../domain/sentence.ts';
import { readUsableChannel } from '../guarding/read-rights.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import { type Clock, sleep } from '../ports/clock.ts';
import type { RequestStore } from '../ports/request-store.ts';
import type { SlackTeam } from '../ports/slack-team.ts';

/** Milliseconds. */
const AGAIN_AFTER_FAILURE = 10 * MINUTE;

/** The record that is written after a head was posted. Only newer records make another post worthwhile. */
const HEAD_TOLD = 'record.head_told';

export interface KeepRecordDeps {
  readonly allowlist: () => Allowlist;
  readonly auditLog: AuditLog;
  readonly requests: Pick<RequestStore, 'note'>;
  readonly team: SlackTeam;
  readonly clock: Clock;
  /** Writes the head into the log, with the time of its record. */
  readonly logHead: (head: ChainHead, at: Date | undefined) => void;
  readonly postHead: (channel: ChannelId, head: ChainHead) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/**
 * Once a day, and at its start and end: forgets old data as the allowlist says, and publishes the head of the chain
 * where somebody with access to the database cannot change it. One process at a time does this.
 */
export async function keepRecord(deps: KeepRecordDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const forgot = await didIt(deps, () => forgetOld(deps, signal));
    const told = await didIt(deps, () => tellHead(deps));
    await sleep(deps.clock, told && forgot ? DAY : AGAIN_AFTER_FAILURE, signal).catch(() => {});
  }
  await didIt(deps, () => tellHead(deps));
}

/** A failing step delays no other and is repeated soon. */
async function didIt(deps: KeepRecordDeps, work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    deps.onError(error);
    return false;
  }
}

async function tellHead(deps: KeepRecordDeps): Promise<void> {
  const last = await deps.auditLog.last();
  const head = { seq: last?.seq ?? 0, hash: last?.hash ?? CHAIN_START };
  deps.logHead(head, last?.at);
  const { auditChannel } = deps.allowlist();
  if (auditChannel === undefined || last?.kind === HEAD_TOLD) return;
  const channel = await readUsableChannel(deps.team, auditChannel);
  if (channel instanceof Refusal) {
    throw new Error(
      `The head of the record cannot be posted in the audit channel ${auditChannel}: ${plainText(channel.sentence)}`,
    );
  }
  await deps.postHead(auditChannel, head);
  await deps.requests.note({ kind: HEAD_TOLD, actor: 'bot', facts: { ...head, channel: auditChannel } });
}

async function forgetOld({ allowlist, auditLog, clock }: KeepRecordDeps, signal: AbortSignal): Promise<void> {
  const { retention } = allowlist();
  if (retention === undefined) return;
  const than = new Date(clock.now() - retention);
  let more = true;
  while (more && !signal.aborted) more = await auditLog.forgetOlder(than);
}
