import type { RecordFinding, RecordRemark } from './compare-record.ts';
import { type Sentence, sentence, theTime } from './sentence.ts';

/** A difference between the record and HCP Terraform, with what to do. */
export function sayRecordFinding(finding: RecordFinding): Sentence {
  switch (finding.code) {
    case 'applied_without_request':
      return sayApplied(finding);
    case 'request_without_run':
      return sentence`${finding.workspace}: HCP Terraform does not show run ${finding.run} of request ${finding.request}. Find out who deleted it, or whether the bot's team lost access to it.`;
    case 'run_differs':
      return finding.what === 'workspace'
        ? sentence`${finding.workspace}: run ${finding.run} of request ${finding.request} is in workspace ${finding.found}, and the record says ${finding.recorded}. Look at the run in HCP Terraform.`
        : sentence`${finding.workspace}: run ${finding.run} of request ${finding.request} was applied with ${finding.found}, and the record says ${finding.recorded}. Look at the run in HCP Terraform.`;
    case 'not_readable':
      return sentence`${finding.workspace}: could not be compared: ${finding.why}`;
  }
}

function sayApplied({
  workspace,
  run,
  at,
  by,
  request,
}: Extract<RecordFinding, { readonly code: 'applied_without_request' }>): Sentence {
  const how = by === 'created' ? sentence`created with the bot's token` : sentence`confirmed with the bot's token`;
  const when = at === undefined ? sentence`` : sentence` (created ${theTime(at)})`;
  const whose =
    request === undefined
      ? sentence`no request on the record has it`
      : sentence`its message names request ${request}, which has no such run on the record`;
  return sentence`${workspace}: run ${run}${when} was ${how} and applied, and ${whose}. Find out who used the token, and replace it.`;
}

export function sayRecordRemark(remark: RecordRemark): Sentence {
  switch (remark.code) {
    case 'not_applied':
      return sentence`${remark.workspace}: run ${remark.run} of the bot's identity has no request. It was not applied (${remark.status}).`;
    case 'lost_by_restoring':
      return sentence`${remark.workspace}: run ${remark.run} (created ${theTime(remark.at)}) has no request. That is expected: the store was restored ${theTime(remark.restored.at)} from a backup of ${theTime(remark.restored.madeAt)}, without what happened in between.`;
  }
}
