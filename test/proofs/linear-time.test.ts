import { expect, test } from 'vitest';
import { parseActionAddress } from '../../src/domain/action-address.ts';
import { cleanText, maskSecrets, stripUnseen } from '../../src/domain/clean-text.ts';
import { parseDuration } from '../../src/domain/duration.ts';
import { hclLiteral, wouldBeMiscomposed } from '../../src/domain/hcl-literal.ts';
import { readHistoryWords, refuseUnknownWord } from '../../src/domain/history-words.ts';
import { readLog } from '../../src/domain/log-reading.ts';
import { readParameters } from '../../src/domain/parameters.ts';
import { startProgressReading } from '../../src/domain/progress.ts';
import { quoteValue, scanWords } from '../../src/domain/scan-words.ts';
import { suggest } from '../../src/domain/suggest.ts';
import { readEnvironment } from '../../src/settings/environment.ts';
import { SettingsFault } from '../../src/settings/fault.ts';
import { readYaml } from '../../src/settings/yaml-source.ts';
import { cleanJson } from '../../src/slack/connection/clean-json.ts';
import { cleanName, decodeEntities, readCommandText, readExplainText } from '../../src/slack/listening/command-text.ts';
import { readFreezeText } from '../../src/slack/listening/handle-freeze.ts';
import { readHistoryText } from '../../src/slack/listening/history-text.ts';
import { escapeText, linkTo } from '../../src/slack/views/mrkdwn.ts';
import { cutShort, cutToBytes, splitText } from '../../src/slack/views/split-text.ts';
import { wordsOf } from '../../src/terraform/calling/error-document.ts';
import { waitOf } from '../../src/terraform/calling/rate-limit.ts';
import { parseNotification } from '../../src/terraform/documents/notification-document.ts';

const answer = (text: string, header?: string) => ({ status: 500, text, json: undefined, header: () => header });
const definitions = {
  text: { type: 'string', variable: 'text', maxLength: 1_000 },
  number: { type: 'number', variable: 'number' },
  whole: { type: 'integer', variable: 'whole' },
} as const;
const names = { actions: ['cleanup'], environments: ['prod'] };
const variables = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', TFE_TOKEN: 'token' };

/** A refusal is also a result. */
const orRefused = (read: () => unknown): unknown => {
  try {
    return read();
  } catch (error) {
    if (error instanceof SettingsFault || error instanceof TypeError) return error;
    throw error;
  }
};

/** Every function that parses text from people, Slack, HCP Terraform, actions or operators. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  decodeEntities,
  scanWords,
  quoteValue,
  cleanName,
  readCommandText,
  'readCommandText, a value': (text) => readCommandText(`cleanup prod note="${text}`),
  readExplainText,
  'readExplainText, its rest': (text) => readExplainText(`explain ${text}`),
  readHistoryText,
  'readHistoryText, a person': (text) => readHistoryText(`history @${text}`),
  'readHistoryText, words': (text) => readHistoryText(`history ${text}`),
  readFreezeText,
  'readFreezeText, a reason': (text) => readFreezeText(`freeze prod 2h ${text}`),
  cleanJson: (text) => cleanJson({ text, texts: [text] }),
  readHistoryWords: (text) => readHistoryWords([text], names),
  refuseUnknownWord: (text) => refuseUnknownWord(text, 'name', ['cleanup', text.slice(1)]),
  suggest: (text) => suggest(text, ['cleanup', 'prod']),
  readParameters: (text) =>
    readParameters(
      definitions,
      new Map([...['text', 'number', 'whole'].map((name) => [name, text] as const), [text, '']]),
    ),
  hclLiteral: (text) => orRefused(() => hclLiteral(text)),
  wouldBeMiscomposed,
  parseDuration,
  parseActionAddress,
  'parseActionAddress, a key': (text) => parseActionAddress(`module.a["${text}"].action.b.c`),
  escapeText: (text) => escapeText(text, 3_000),
  cutShort: (text) => cutShort(text, 3_000),
  cutToBytes: (text) => cutToBytes(text, 3_000),
  splitText: (text) => splitText(text, 3_000),
  'splitText, short of an end': (text) => splitText(`${text}>`, 3_000),
  'splitText, escaped': (text) => splitText(escapeText(text, 100_000), 3_000),
  linkTo: (text) => linkTo(`https://a/${text}`, text),
  stripUnseen,
  maskSecrets: (text) => maskSecrets(text, ['a-known-secret', 'another one']),
  cleanText: (text) => cleanText(text, 300),
  'readLog, plain': (text) => readLog({ lines: text.split('\n'), ended: true, whole: true } as never),
  'readLog, an error': (text) => readLog({ lines: [`Error: ${text}`, text], ended: true, whole: true } as never),
  'readLog, structured': (text) =>
    readLog({
      lines: ['{"type":"version"}', JSON.stringify({ type: 'diagnostic', '@level': 'error', '@message': text })],
    } as never),
  startProgressReading: (text) =>
    startProgressReading(() => []).take(
      JSON.stringify({ type: 'action_progress', '@message': text, hook: { message: text } }),
    ),
  'wordsOf, HTML': (text) => wordsOf(answer(text), []),
  waitOf: (text) => waitOf(answer('', text), 0),
  parseNotification,
  'parseNotification, a run': (text) => parseNotification(JSON.stringify({ run_id: text })),
  readYaml: (text) => orRefused(() => readYaml(text, 'actions.yml')),
  'readEnvironment, DATABASE_URL': (text) =>
    orRefused(() => readEnvironment({ ...variables, DATABASE_URL: `postgres://a:${text}` }, () => '').secretValues()),
  'readEnvironment, TFE_ADDRESS': (text) =>
    orRefused(() => readEnvironment({ ...variables, TFE_ADDRESS: `https://${text}` }, () => '')),
};

const PIECES = [
  ...[
    ' ',
    '"',
    "'",
    '“',
    '@',
    '<',
    '>',
    '-',
    '0',
    'a',
    '=',
    ':',
    '/',
    '\\',
    '\n',
    '&',
    '.',
    '{',
    '[',
    '\u200b',
    '\u0301',
  ],
  ...[
    '"" ',
    '@ ',
    '<@U1|',
    'a ',
    'a=" ',
    'x="\\',
    '&amp;',
    '-eyJ',
    'eyJaaaaaaaa-',
    'https://a?',
    'https://',
    'postgres://',
  ],
  ...[
    'password="',
    'key ',
    '-----BEGIN A-----',
    '-----END ',
    '\u001b[',
    '\u009d',
    '@U',
    '2026-',
    'module.',
    '["',
    '<a',
    '? ',
  ],
];

/** A repeated piece, also with a start or an end that matches no pattern. */
const textsOf = (piece: string, length: number): readonly string[] => {
  const run = piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
  return [run, `@${run}""x`, `x${run}y"`];
};

const SHORT = 10_000;
const LONG = 100_000;
/**
 * The allowed growth of the time for ten times the text: three times linear growth, while quadratic growth would be a
 * hundred.
 */
const GROWTH = 30;
/** Below this, timings on a busy machine mean nothing (milliseconds). A function takes about 5 ms. */
const UNREMARKABLE = 400;

const timeOf = (read: (text: string) => unknown, texts: readonly string[]): number => {
  const from = performance.now();
  for (const text of texts) read(text);
  return performance.now() - from;
};

/** Measured up to three times, since a busy machine rarely delays all of them. */
function isLinear(read: (text: string) => unknown, piece: string): boolean {
  for (let tries = 0; tries < 3; tries += 1) {
    const short = timeOf(read, textsOf(piece, SHORT));
    const long = timeOf(read, textsOf(piece, LONG));
    if (long < UNREMARKABLE || long < GROWTH * short) return true;
  }
  return false;
}

test.each(Object.entries(READERS))('%s takes linear time, whatever the text', (_name, read) => {
  expect(PIECES.filter((piece) => !isLinear(read, piece))).toEqual([]);
});
