/** Replaces a secret. */
export const MASKED = '[masked]';

// What a terminal would read as commands: CSI, then strings such as OSC with their terminator, then two-character
// escapes.
const TERMINAL_CODES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /(?:\u001b\[|\u009b)[0-?]{0,64}[ -/]{0,16}[@-~]|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c\n]{0,4096}(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]{0,16}[0-~]/g;
/** Control characters except line feed and tab, and invisible characters: bidi marks, zero-width characters, tags. */
const UNSEEN = /[^\P{Cc}\n\t]|[\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/** Removes terminal codes, control, bidi and zero-width characters. Lines end with `\n`. */
export const stripUnseen = (text: string): string =>
  text
    .replaceAll(TERMINAL_CODES, '')
    .replaceAll(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replaceAll(UNSEEN, '');

const SECRET_NAME =
  'pass(?:word|wd|phrase)?|pwd|secret|token|(?:api|access|private|account|signing)[ _-]?key|credentials?|signature|connection[ _-]?string';
const OTHER_VALUE = String.raw`(?:[ \t]{0,9}->[ \t]{0,9}(?:"(?:\\[^\n]|[^"\n])*"|[^\s"]+))?`;
/**
 * What services and Terraform write after a secret's name that is not its value: `token: the provider needs one`,
 * `password = var.db`.
 */
const NO_VALUE =
  String.raw`\[masked\]|\(sensitive|\(known after` +
  String.raw`|(?:null|true|false)\b|(?:var|local|data|module|each|self|path|count|ephemeral)\.[a-z_]` +
  // Prose continues after such a word; a value that happens to be one does not.
  String.raw`|(?<=:[ \t]{1,20})(?:(?:an?|the|no|not|is|it|this|that|must|cannot|could|should|expected|unexpected|invalid|missing|unable|failed|required|expired|unknown|only|one|element|attribute|string|conflicts|please|request|value|access|error)(?=[ \t,]+[\w"\`])|[a-z]{2,40}(?:exception|error)\b)`;
const NAMED_SECRET = new RegExp(
  // A name that suggests a secret, in any quotes, then its value: in the same quotes, a heredoc, or one word. A diff
  // shows two values.
  String.raw`(?<![\w-]|:\d{12}:|\barn:[\w-]{3,12}:)(?<name>[\w.-]{0,40}?(?:${SECRET_NAME})[\w-]{0,20}\\{0,4}["']?[ \t]{0,20}(?:=>|[:=])[ \t]{0,20})` +
    `(?!${NO_VALUE})` +
    String.raw`(?:(?<quote>\\{0,4}["'])(?:\\[^\n]|(?!\k<quote>)[^\n])*\k<quote>?` +
    String.raw`|<<[-~]?(?<end>\w{1,40})\n[\s\S]*?(?:\n[ \t]{0,40}\k<end>|$)|[^\s"'&;]+)${OTHER_VALUE}`,
  'gi',
);

/** The start of a run of characters that mixes lower-case letters, upper-case letters and digits. */
const MIXED = String.raw`(?<![\w+/=.-])(?=[A-Z\d+/]{0,59}[a-z])(?=[a-z\d+/]{0,59}[A-Z])(?=[A-Za-z+/]{0,59}\d)`;

/** Signed URLs lose their whole query, since each service signs it in another part. */
const SIGNS = /sig=|signature|x-amz-|x-goog-|token=|key=|expires=|secret/i;
function maskQuery(url: string): string {
  const query = url.indexOf('?') + 1;
  return query > 0 && SIGNS.test(url.slice(query)) ? `${url.slice(0, query)}${MASKED}` : url;
}

/** The header of a JSON Web Token. It has at least this many characters, and a body follows. */
const WEB_TOKEN = /\beyJ[\w-]{8}/;
const SHORTEST_BODY = 4;

/** Masks the header, body and signature of each token among parts separated by dots. */
function maskWebTokens(dotted: string): string {
  const parts = dotted.split('.');
  const shown: string[] = [];
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index] ?? '';
    const begins = (parts[index + 1] ?? '').length < SHORTEST_BODY ? -1 : part.search(WEB_TOKEN);
    shown.push(begins < 0 ? part : `${part.slice(0, begins)}${MASKED}`);
    if (begins >= 0) index += 2;
  }
  return shown.join('.');
}

/**
 * Patterns of secrets and their replacements. All of them run in linear time on any text, since they mask what actions
 * print. If a pattern would have to retry from every start, it matches the whole run of characters once and a function
 * searches in it.
 */
const PATTERNS: readonly (readonly [RegExp, string | ((found: string) => string)])[] = [
  [/-----BEGIN [A-Z0-9 ]{1,40}-----[\s\S]*?(?:-----END [A-Z0-9 ]{1,40}-----|$)/g, MASKED],
  // The rest of a key whose beginning was cut off.
  [/^[\s\S]*-----END [A-Z0-9 ]{1,40}-----/, MASKED],
  [/^[ \t]{0,20}[A-Za-z0-9+/]{60,}={0,2}$/gm, MASKED],
  [/\bhttps?:\/\/[^\s"'<>]+/gi, maskQuery],
  [/(\barchivist[\w.-]{0,100}\/v1\/object\/|\/_archivist\/v1\/object\/)[^\s"'<>]+/gi, `$1${MASKED}`],
  [/(\bhooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers|commands|actions)\/)[^\s"'<>]+/gi, `$1${MASKED}`],
  [/\b((?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|amqps?|rediss?):\/\/)[^\s"']{1,500}@/gi, `$1${MASKED}@`],
  [/\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/?#"']{1,500}@/gi, `$1${MASKED}@`],
  [/(\b(?:proxy-)?authorization\\{0,4}["']?[ \t]{0,20}[:=][ \t]{0,20}\\{0,4}["']?)[^\n"']+/gi, `$1${MASKED}`],
  [/(\bbearer[ \t]{1,20})[\w.~+/=-]{6,}/gi, `$1${MASKED}`],
  [/(\bbasic[ \t]{1,20})(?=[a-z+/]{0,200}[0-9=+/])[a-z0-9+/]{8,}={0,2}/gi, `$1${MASKED}`],
  [/\b[A-Za-z0-9]{6,200}\.atlasv1\.[A-Za-z0-9_-]{6,}/g, MASKED],
  [/(?<![\w-])[\w-]{11,}(?:\.[\w-]*)+/g, maskWebTokens],
  [/\b(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA)[A-Z0-9]{12,128}\b/g, MASKED],
  [/\b(?:xox[a-z](?:\.xox[a-z])?|xapp)-[A-Za-z0-9-]{6,}/g, MASKED],
  [/\b(?:gh[oprsu]_[A-Za-z0-9]{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|npm_[A-Za-z0-9]{20,})/g, MASKED],
  [/\b(?:hv[bsr]\.[\w-]{16,}|AIza[\w-]{30,}|[rs]k_(?:live|test)_[A-Za-z0-9]{12,}|SG\.[\w-]{16,}\.[\w-]{16,})/g, MASKED],
  [
    /\b(?:sk-[\w-]{20,}|dop_v1_[a-f0-9]{40,}|GOCSPX-[\w-]{20,}|ya29\.[\w-]{20,}|AGE-SECRET-KEY-1[A-Z0-9]{20,})/g,
    MASKED,
  ],
  [/\bs\.[A-Za-z0-9]{24}(?![\w.])/g, MASKED],
  [NAMED_SECRET, `$<name>${MASKED}`],
  // Options of commands, and a secret after its name without a sign between them: longer and more mixed than a word.
  [
    new RegExp(
      String.raw`((?:^|[\s"'])--(?![\w-]{0,60}-(?:file|path|name|id|ttl|type|arn)\b)[\w-]{0,30}?(?:${SECRET_NAME})[\w-]{0,20}[ \t]{1,9})(?!-)[^\s"']+`,
      'gi',
    ),
    `$1${MASKED}`,
  ],
  [/((?:^|\s)-u[ \t]{1,9}[^\s:]{1,100}:)[^\s"']+/g, `$1${MASKED}`],
  [
    new RegExp(
      String.raw`(\b(?:${SECRET_NAME}|key)[ \t]{1,9}(?:(?:is|was|of)[ \t]{1,9})?["']?)` +
        String.raw`(?=[a-z+/=]{0,200}\d)(?=[\d+/=]{0,200}[a-z])[a-z\d+/=]{24,}`,
      'gi',
    ),
    `$1${MASKED}`,
  ],
  // AWS secret keys, and longer texts that are as mixed. Hex hashes are neither.
  [new RegExp(String.raw`${MIXED}[A-Za-z0-9+/]{40}(?![\w+/=-])`, 'g'), MASKED],
  [new RegExp(`${MIXED}[A-Za-z0-9+/]{60,}={0,2}`, 'g'), MASKED],
];

/** Shorter secrets also occur in ordinary words, so masking them would only make holes in the text. */
const SHORTEST_KNOWN_SECRET = 6;

/**
 * Masks what looks like a secret, and the known secrets, plain or URL-encoded. Call it before shortening a text: half a
 * secret no longer looks like one.
 */
export function maskSecrets(text: string, known: readonly string[] = []): string {
  const spellings = known
    .filter((secret) => secret.length >= SHORTEST_KNOWN_SECRET)
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .sort((one, other) => other.length - one.length);
  const unknown = spellings.reduce((masked, secret) => masked.replaceAll(secret, MASKED), text);
  return PATTERNS.reduce(
    (masked, [pattern, mask]) =>
      typeof mask === 'string' ? masked.replace(pattern, mask) : masked.replace(pattern, (found) => mask(found)),
    unknown,
  );
}

/** Shortens a text to this many code points. The last one is an ellipsis if something was left out. */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  // Two code units per code point are enough to decide, so that a long text is not split completely.
  const points = [...text.slice(0, 2 * (limit + 1))];
  return points.length <= limit ? text : `${points.slice(0, limit - 1).join('')}…`;
}

/** Foreign text as one line without invisible characters and line breaks, at most `limit` code points. */
export const oneLine = (text: string, limit: number): string =>
  cutText(
    stripUnseen(text)
      .replaceAll(/\p{Co}/gu, '')
      .replaceAll(/[\n\t]+/g, ' '),
    limit,
  );

/** The most text to mask at once (characters). On megabytes the patterns run out of stack. */
const MOST_MASKED = 65_536;

/**
 * The start of a text, at most `limit` characters. Drops the word at the cut, since half a secret no longer looks like
 * one.
 */
export function keepStart(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let end = limit;
  // Backwards from the end: a pattern for the last word would try every character before it.
  while (end > 0 && !/\s/.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/**
 * Makes foreign text safe to show: strips it, masks secrets, and only then shortens it. Of a very long text only the
 * start is used.
 */
export const cleanText = (text: string, limit: number, known: readonly string[] = []): string =>
  cutText(maskSecrets(keepStart(stripUnseen(text), MOST_MASKED), known).trim(), limit);
