import type { PlantedDefect } from '../planted-defect.ts';

const ON_RECORD = 'On the record.';
const FORGOTTEN = 'Who is forgotten is forgotten everywhere.';
const FORGET = { file: 'test/store/forget.test.ts' };

export const FORGETTING: readonly PlantedDefect[] = [
  {
    name: 'forgetting: the reason for breaking the glass on a request of others is kept',
    file: 'src/store/forget.ts',
    replace: 'await ofBrokenGlass.execute(transaction);',
    by: 'void ofBrokenGlass;',
    breaks: FORGOTTEN,
    noticedBy: [FORGET],
  },
  {
    name: 'forgetting: the reason for breaking the glass on their own request is kept',
    file: 'src/domain/forget-request.ts',
    replace: '{ ...glass, reason: FORGOTTEN,',
    by: '{ ...glass,',
    breaks: FORGOTTEN,
    noticedBy: [FORGET],
  },
  {
    name: 'forgetting: the reason of a freeze that glass was broken through is kept',
    file: 'src/domain/forget-request.ts',
    replace: '{ freeze: { ...freeze, reason: FORGOTTEN } }',
    by: '{ freeze }',
    breaks: FORGOTTEN,
    noticedBy: [FORGET],
  },
  {
    name: 'forgetting: the reasons of their freezes from chat are kept',
    file: 'src/store/forget.ts',
    replace: `await forgetFreezes(transaction, sql\`author = \${person}\`);`,
    by: '',
    breaks: FORGOTTEN,
    noticedBy: [FORGET],
  },
  {
    name: 'forgetting: the reasons of old freezes from chat are kept',
    file: 'src/store/forget.ts',
    replace: `await forgetFreezes(transaction, sql\`until_at < \${than}\`);`,
    by: '',
    breaks: FORGOTTEN,
    noticedBy: [FORGET],
  },
  {
    name: 'forgetting: what held a workspace is kept',
    file: 'src/domain/forget-request.ts',
    replace: 'ending: ____, blocked: _____, run,',
    by: 'ending: ____, run,',
    breaks: FORGOTTEN,
    noticedBy: [FORGET],
  },
  {
    name: 'forgetting: the freeze that held a request is kept',
    file: 'src/domain/forget-request.ts',
    replace: ' heldBy: ________,',
    by: '',
    breaks: FORGOTTEN,
    noticedBy: [FORGET],
  },
  {
    name: 'forgetting: the freeze that was ahead of a request is kept',
    file: 'src/domain/forget-request.ts',
    replace: ' freezeAhead: _________,',
    by: '',
    breaks: FORGOTTEN,
    noticedBy: [FORGET],
  },
  {
    name: 'forgetting: readings of the person from Slack are kept',
    file: 'src/store/forget.ts',
    replace: "await transaction.deleteFrom('slackReadings')",
    by: "transaction.deleteFrom('slackReadings')",
    breaks: FORGOTTEN,
    noticedBy: [FORGET],
  },
  {
    name: 'forgetting: a person with an open request is forgotten',
    file: 'src/store/forget.ts',
    replace: 'if (open.length > 0) return { open };',
    by: '',
    breaks: 'What is under way stays whole.',
    noticedBy: [FORGET],
  },
  {
    name: 'forgetting: it is not on the record',
    file: 'src/store/forget.ts',
    replace: 'if (forgotten.texts + forgotten.requests > 0) {',
    by: 'if (forgotten.texts + forgotten.requests < 0) {',
    breaks: ON_RECORD,
    noticedBy: [FORGET],
  },
];
