import type { PlantedDefect } from '../planted-defect.ts';

const ONLY_LIST = 'Only the list.';

export const ALLOWLIST: readonly PlantedDefect[] = [
  {
    name: 'allowlist: keys that are written twice below the third level are accepted',
    file: 'src/settings/yaml-faults.ts',
    replace: '  sayRepeatedKeys(node, path, say, positionOf);\n',
    by: '  if (path.length < 3) sayRepeatedKeys(node, path, say, positionOf);\n',
    breaks: ONLY_LIST,
    noticedBy: [{ file: 'test/settings/allowlist-keys.test.ts' }],
  },
  {
    name: 'allowlist: a file that is still being written is taken',
    file: 'src/settings/watch-allowlist.ts',
    replace: 'if (rest <= 0) await takeContent(content, false);',
    by: 'if (rest <= SETTLED_AFTER) await takeContent(content, false);',
    breaks: ONLY_LIST,
    noticedBy: [{ file: 'test/settings/watch-allowlist.test.ts' }],
  },
  {
    name: 'allowlist: an inner level loosens allow_requester',
    file: 'src/domain/guard-kinds.ts',
    replace: 'one && !other',
    by: '!one && other',
    breaks: ONLY_LIST,
    noticedBy: [{ file: 'test/domain/resolve-entry.test.ts' }],
  },
  {
    name: 'allowlist: an inner level shortens the cooldown',
    file: 'src/domain/guard-kinds.ts',
    replace: 'one < other',
    by: 'one > other',
    breaks: ONLY_LIST,
    noticedBy: [{ file: 'test/domain/resolve-entry.test.ts' }],
  },
  {
    name: 'allowlist: the loosest apply mode wins',
    file: 'src/domain/guard-kinds.ts',
    replace: 'APPLY_MODES.indexOf(one) < APPLY_MODES.indexOf(other)',
    by: 'APPLY_MODES.indexOf(one) > APPLY_MODES.indexOf(other)',
    breaks: ONLY_LIST,
    noticedBy: [{ file: 'test/domain/resolve-entry.test.ts' }],
  },
  {
    name: 'allowlist: break_glass: none of an action is passed over',
    file: 'src/domain/resolve-entry.ts',
    replace: "said.includes('none') ? [] : said",
    by: "said.includes('none') && said.length < 2 ? [] : said",
    breaks: ONLY_LIST,
    noticedBy: [{ file: 'test/domain/resolve-entry.test.ts' }],
  },
];
