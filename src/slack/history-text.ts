import type { HistoryAsked } from '../flows/show-history.ts';

const VERB = /^\s*history(?:\s+|$)/i;
/** With escaping on, Slack sends `<@U…|name>`; with it off, as in manifest.yml, the `@name` as it was typed. */
const MENTION = /<@([UW][A-Z0-9]+)(?:\|[^>]*)?>/;
/** A name may have spaces, so it is what is left; quotes around it are no part of it. */
const NAME = /["'“”‘’]?@\s*["“]?([^"“”]+)["“”]?\s*$/u;

/** What was typed after `/tf-action history`; `undefined` where something else was. */
export function readHistoryText(text: string): HistoryAsked | undefined {
  if (!VERB.test(text)) return undefined;
  const rest = text.replace(VERB, '');
  const mention = MENTION.exec(rest);
  if (mention !== null) return { words: wordsOf(rest.replace(MENTION, ' ')), personId: mention[1] };
  const name = NAME.exec(rest);
  if (name === null) return { words: wordsOf(rest) };
  return { words: wordsOf(rest.slice(0, name.index)), personName: (name[1] ?? '').trim() };
}

const wordsOf = (text: string): readonly string[] => text.split(/\s+/u).filter((word) => word !== '');
