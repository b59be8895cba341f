import type { RecordFinding } from './compare-record.ts';
import type { DriftItem, DriftRound, DriftSubject } from './drift.ts';
import { DAY, HOUR } from './duration.ts';
import { sayRecordFinding } from './say-record-finding.ts';

type Difference = Exclude<RecordFinding, { readonly code: 'not_readable' }>;

const isDifference = (finding: RecordFinding): finding is Difference => finding.code !== 'not_readable';

function itemOf(finding: Difference): DriftItem {
  const { code, workspace, run } = finding;
  const subject: DriftSubject = { source: 'record', code, workspace };
  return { key: JSON.stringify([subject, run]), code, says: sayRecordFinding(finding) };
}

/** What a comparison of the record tells. If something was not read, the next one is an hour later instead of a day. */
export function judgeRecordDrift(findings: readonly RecordFinding[], now: number): DriftRound {
  const differences = findings.filter(isDifference).map(itemOf);
  const unread = new Set(findings.filter((one) => !isDifference(one)).map(({ workspace }) => workspace));
  return {
    checks: 'daily',
    found: [...new Map(differences.map((item) => [item.key, item])).values()],
    isChecked: (key) => {
      const [{ source, workspace }] = JSON.parse(key) as [DriftSubject];
      return source === 'record' && !unread.has(workspace ?? '');
    },
    countsAt: new Date(unread.size === 0 ? now : now - DAY + HOUR),
  };
}
