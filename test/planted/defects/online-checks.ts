import type { PlantedDefect } from '../planted-defect.ts';

const CHECKS = { file: 'test/cli/check-online.test.ts', titled: /each thing/ };

/** The checks against both services, and the allowlist that init writes. */
export const ONLINE_CHECKS: readonly PlantedDefect[] = [
  {
    name: 'online: the same action in another module passes for the one that is named',
    file: 'src/domain/action-address.ts',
    replace: 'if (other.modules.length !== address.modules.length) return false;',
    by: '',
    breaks: 'A wrong address is found before somebody asks.',
    noticedBy: [{ file: 'test/cli/check-online.test.ts', titled: /the same action in the root module/ }],
  },
  {
    name: 'online: a token that may change settings is not told',
    file: 'src/domain/check-workspaces.ts',
    replace: 'if (hasApplyToken && asConfirmer?.canUpdate === true)',
    by: 'if (!hasApplyToken && asConfirmer?.canUpdate === true)',
    breaks: 'A token that can do too much is found.',
    noticedBy: [CHECKS],
  },
  {
    name: 'online: a requester passes for the one who approves',
    file: 'src/domain/check-people.ts',
    replace: 'const candidates = candidatesOf(entry, requester, groups);',
    by: 'const candidates = candidatesOf(entry, [], groups);',
    breaks: 'An entry that nobody can approve is found.',
    noticedBy: [CHECKS],
  },
  {
    name: 'online: a service that is away is no reason to end with 2',
    file: 'src/cli/check-online.ts',
    replace: 'return notAsked.length > 0 ? 2 : 0;',
    by: 'return 0;',
    breaks: 'What could not be checked is never taken for good.',
    noticedBy: [{ file: 'test/cli/check-online.test.ts', titled: /Slack is away/ }],
  },
  {
    name: 'init: requesters are written in by themselves',
    file: 'src/settings/propose-allowlist.ts',
    replace: '  # requesters: ${list(',
    by: '  requesters: ${list(',
    breaks: 'Nobody may run anything until a person is named.',
    noticedBy: [{ file: 'test/cli/init.test.ts', titled: /nobody may request until/ }],
  },
  {
    name: 'init: another file is overwritten',
    file: 'src/cli/init.ts',
    replace: 'if (existsSync(file)) throw',
    by: "if (file === '') throw",
    breaks: 'Nothing of the operator is lost.',
    noticedBy: [{ file: 'test/cli/init.test.ts', titled: /a file that is there already/ }],
  },
];
