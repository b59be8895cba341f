/** What is on the record with every decision of a person. */
const DECISION = ['counted_through', 'groups_read_at', 'allowlist', 'revision', 'digest', 'other_id?'] as const;

interface Kind {
  /** When it goes on the record. */
  readonly when: string;
  /** Names of its facts. A name that ends in `?` may be absent. */
  readonly facts: readonly string[];
  /** The decision of a person that it records. Stored with the request, so none is ever renamed. */
  readonly decision?: string;
  /** Names of the texts that are kept aside. */
  readonly texts?: readonly string[];
}

/** Every kind of audit record with what it carries. docs/record.md lists the same. */
export const AUDIT_KINDS = {
  'request.asked': {
    when: 'somebody asked',
    facts: [
      ...['counted_through', 'groups_read_at', 'allowlist', 'revision', 'digest', 'action', 'environment'],
      ...['channel', 'posted_to', 'workspace', 'configuration_version'],
    ] as const,
    texts: ['requester', 'parameters'],
  },
  'request.refused': {
    when: 'the bot refused a command',
    facts: ['code', 'channel', 'allowlist', 'revision'],
    texts: ['asked'],
  },
  'request.replaced': { when: 'the same person asked again', facts: ['allowlist', 'revision'] },
  'request.run_it': { when: 'Run it was pressed', decision: 'run_it', facts: DECISION },
  'request.joined': { when: 'somebody joined an open request', facts: ['allowlist', 'digest'] },
  'request.left_for_another': {
    when: 'a confirmation ended because its person joined another request',
    facts: ['joined'],
  },
  'request.approved': { when: 'Approve', decision: 'approve', facts: DECISION },
  'request.denied': { when: 'Deny', decision: 'deny', facts: DECISION, texts: ['reason?'] },
  'request.withdrawn': { when: 'Withdraw', decision: 'withdraw', facts: DECISION },
  'request.waits_longer': { when: 'More time', decision: 'wait', facts: DECISION },
  'request.glass_broken': {
    when: 'Break glass',
    decision: 'break_glass',
    facts: [...DECISION, 'missing', 'frozen'],
    texts: ['reason'],
  },
  'request.reviewed': { when: 'Close review', decision: 'close_review', facts: DECISION },
  'request.held': { when: 'a freeze stops it', facts: ['until'], texts: ['freeze'] },
  'request.released': { when: 'the freeze is over', facts: ['until'], texts: ['freeze'] },
  'request.reminded': { when: 'half of a time limit passed', facts: ['state'] },
  'request.expired': { when: 'its time ran out', facts: ['state'] },
  'request.limited': { when: 'a planned run that had no time limit got one', facts: ['state'] },
  'request.voided': {
    when: 'what would run is no longer what was asked for, a preview failed, the channel is not writable, or a backup was restored',
    facts: ['state?', 'allowlist?', 'because?', 'run?'],
    texts: ['because?'],
  },
  'request.unresolved': {
    when: 'no look found the run, or it may exist and a backup was restored',
    facts: ['looks?', 'state?', 'because?'],
  },
  'request.settled': {
    when: 'it ended after its run',
    facts: [
      ...(['event', 'run', 'status', 'verdict', 'source'] as const),
      ...(['planned?', 'succeeded?', 'failed?', 'not_invoked?', 'untold?'] as const),
    ],
  },
  'press.refused': { when: 'a click was refused', facts: ['button?', 'code', 'allowlist', 'revision?'] },

  'run.creating': {
    when: 'about to call HCP Terraform; `counting` names the approvers',
    facts: ['digest', 'address', 'workspace', 'allowlist', 'counting', 'glass_broken'],
  },
  'run.created': {
    when: 'HCP Terraform answered with the run',
    facts: ['run', 'status', 'differs?'],
    texts: ['because?'],
  },
  'run.found': { when: 'the run was found by its token', facts: ['run', 'status', 'differs?'], texts: ['because?'] },
  'run.creation_refused': { when: 'HCP Terraform refused', facts: ['status'], texts: ['said'] },
  'run.creation_unknown': { when: 'no answer', facts: [], texts: ['said'] },
  'run.creation_postponed': { when: 'not created now; tried later', facts: ['why'], texts: ['said'] },
  'run.not_found_yet': { when: 'a look found no run', facts: ['look'] },
  'run.status': { when: 'the run changed', facts: ['run', 'status', 'phase', 'settled'] },
  'run.progress': { when: 'what the action said last is known', facts: ['run'] },
  'run.blocked': { when: 'what the run or its creation waits for changed', facts: ['by'] },
  'run.waits_for_person': { when: 'a person has to decide', facts: ['because', 'status?'] },
  'run.confirm_taken_back': {
    when: 'it could not be confirmed, so a person decides anew',
    facts: ['because', 'confirmed_by', 'answered'],
  },
  'run.confirm_pressed': { when: 'Confirm and apply', decision: 'confirm', facts: DECISION },
  'run.discard_pressed': { when: 'Discard', decision: 'discard', facts: DECISION },
  'run.cancel_pressed': { when: 'Cancel run', decision: 'cancel', facts: DECISION },
  'run.confirming': { when: 'about to confirm', facts: ['run', 'digest', 'invocations', 'allowlist'] },
  'run.confirmed': { when: 'HCP Terraform answered', facts: ['run', 'answer'] },
  'run.to_be_ended': { when: 'the bot decided to end the run', facts: ['as'], texts: ['because'] },
  'run.ending': { when: 'about to discard or cancel', facts: ['run', 'act', 'times'] },
  'run.end_accepted': { when: 'HCP Terraform queued the discard or cancel', facts: ['run', 'act'] },
  'run.ending_orphan': { when: 'about to end a second run of the same request', facts: ['run', 'act', 'times'] },
  'run.orphan_discarded': { when: 'a second run of the same request was discarded', facts: ['run'] },
  'run.not_readable': { when: 'HCP Terraform did not show the run', facts: ['missed'] },
  'verdict.not_there_yet': { when: 'HCP Terraform did not know yet how the action ended', facts: ['asked'] },

  'preview.creating': { when: 'about to create the plan-only run', facts: ['digest', 'address', 'workspace'] },
  'preview.created': { when: 'HCP Terraform answered with the run', facts: ['run', 'status'] },
  'preview.found': { when: 'the run was found by its token', facts: ['run', 'status'] },
  'preview.creation_unknown': { when: 'no answer', facts: [], texts: ['said'] },
  'preview.creation_postponed': { when: 'tried later', facts: [], texts: ['said'] },
  'preview.not_found_yet': { when: 'a look found no run', facts: ['look'] },
  'preview.not_readable': { when: 'HCP Terraform did not show the run', facts: ['missed'] },
  'preview.status': { when: 'the run changed', facts: ['run', 'status', 'phase'] },
  'preview.passed': {
    when: 'it shows nothing that is not allowed',
    facts: ['run', 'invocations', 'resource_changes'],
  },
  'preview.ended': { when: 'it was canceled because its request ended', facts: ['run', 'answer'] },

  'command.refused': {
    when: 'somebody sent too many commands; once a minute per person',
    facts: ['code', 'allowlist'],
  },
  'environment.frozen': {
    when: 'somebody froze an environment from chat',
    facts: ['environment', 'until', 'counted_through', 'groups_read_at', 'allowlist', 'revision'],
    texts: ['reason'],
  },
  'environment.unfrozen': {
    when: 'somebody ended that freeze',
    facts: ['environment', 'counted_through', 'groups_read_at', 'allowlist', 'revision'],
  },
  'environment.refused': {
    when: 'the bot refused to freeze or unfreeze',
    facts: ['verb', 'code', 'allowlist'],
    texts: ['asked'],
  },
  'allowlist.replaced': { when: 'another file took effect', facts: ['was', 'allowlist', 'entries'] },
  'allowlist.faulty': { when: 'a file had errors and was not used', facts: ['holds', 'allowlist', 'faults'] },
  'service.away': {
    when: 'HCP Terraform or Slack cannot be reached for a request',
    facts: ['service', 'why', 'status', 'refused'],
  },
  'service.no_connection': { when: "a request's connection has no variables any more", facts: ['connection'] },
  'service.back': { when: 'it can be reached again', facts: ['service', 'why', 'status', 'refused'] },
  'outbox.posted_anew': {
    when: 'its message was deleted in Slack, and is posted again',
    facts: ['item', 'milestone', 'attempts', 'because'],
  },
  'outbox.told_directly': {
    when: 'its channel takes no message, so its people get direct messages',
    facts: ['item', 'milestone', 'attempts', 'channel', 'because'],
  },
  'outbox.given_up': {
    when: 'Slack never takes a message, so it is not sent any more',
    facts: ['item', 'milestone', 'attempts'],
    texts: ['why'],
  },
  'record.head_told': { when: 'the head was posted', facts: ['seq', 'hash', 'channel'] },
  'store.restored': {
    when: 'the database was restored from a backup, and what was open in it is settled',
    facts: ['made_at', 'seq', 'hash', 'voided', 'unresolved'],
  },
  'person.forgotten': { when: '`audit forget`', facts: ['person', 'texts', 'requests'] },
  'retention.forgotten': { when: '`retention`', facts: ['older_than', 'texts', 'requests'] },
} as const satisfies Readonly<Record<string, Kind>>;

type Kinds = typeof AUDIT_KINDS;

/** What people decide, each with an audit kind of its own. */
export type DecisionKind = {
  [Each in keyof Kinds]: Kinds[Each] extends { readonly decision: infer Decided extends string } ? Decided : never;
}[keyof Kinds];
