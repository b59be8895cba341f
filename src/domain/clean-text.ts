/** What stands where something secret stood. */
export const MASKED = '[masked]';

// A terminal reads these as commands: CSI, then strings such as OSC with their end, then two-character escapes.
const TERMINAL_CODES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /(?:\u001b\[|\u009b)[0-?]{0,64}[ -/]{0,16}[@-~]|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c\n]{0,4096}(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]{0,16}[0-~]/g;
/** Control characters but line feed and tab, and whatever is drawn as nothing: bidi marks, zero-width characters, tags. */
const UNSEEN = /[^\P{Cc}\n\t]|[\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/** Text as a person would read it: without terminal codes, control, bidi and zero-width characters. Lines end with `\n`. */
export const stripUnseen = (text: string): string =>
  text
    .replaceAll(TERMINAL_CODES, '')
    .replaceAll(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replaceAll(UNSEEN, '');

const SECRET_NAME =
  'pass(?:word|wd|phrase)?|pwd|secret|token|(?:api|access|private|account|signing)[ _-]?key|credentials?|signature|connection[ _-]?string';
const OTHER_VALUE = String.raw`(?:[ \t]{0,9}->[ \t]{0,9}(?:"(?:\\[^\n]|[^"\n])*"|[^\s"]+))?`;
/** What services and Terraform say about a secret, in words that are none: `token: the provider needs one`, `password = var.db`. */
const NO_VALUE =
  String.raw`\[masked\]|\(sensitive|\(known after` +
  String.raw`|(?:null|true|false)\b|(?:var|local|data|module|each|self|path|count|ephemeral)\.[a-z_]` +
  // Prose goes on after such a word; a value that happens to be one does not.
  String.raw`|(?<=:[ \t]{1,20})(?:(?:an?|the|no|not|is|it|this|that|must|cannot|could|should|expected|unexpected|invalid|missing|unable|failed|required|expired|unknown|only|one|element|attribute|string|conflicts|please|request|value|access|error)(?=[ \t,]+[\w"\`])|[a-z]{2,40}(?:exception|error)\b)`;
const NAMED_SECRET = new RegExp(
  // A name like one of a secret, in whichever quotes, then the value: quoted as it was opened, a heredoc, or one word; a
  // diff shows two.
  String.raw`(?<![\w-]|:\d{12}:|\barn:[\w-]{3,12}:)(?<name>[\w.-]{0,40}?(?:${SECRET_NAME})[\w-]{0,20}\\{0,4}["']?[ \t]{0,20}(?:=>|[:=])[ \t]{0,20})` +
    `(?!${NO_VALUE})` +
    String.raw`(?:(?<quote>\\{0,4}["'])(?:\\[^\n]|(?!\k<quote>)[^\n])*\k<quote>?` +
    String.raw`|<<[-~]?(?<end>\w{1,40})\n[\s\S]*?(?:\n[ \t]{0,40}\k<end>|$)|[^\s"'&;]+)${OTHER_VALUE}`,
  'gi',
);

/** Small and capital letters and digits, from where such a run of characters begins. */
const MIXED = String.raw`(?<![\w+/=.-])(?=[A-Z\d+/]{0,59}[a-z])(?=[a-z\d+/]{0,59}[A-Z])(?=[A-Za-z+/]{0,59}\d)`;

/** Whole queries go: which part of one signs it differs from service to service. */
const SIGNS = /sig=|signature|x-amz-|x-goog-|token=|key=|expires=|secret/i;
function maskQuery(url: string): string {
  const query = url.indexOf('?') + 1;
  return query > 0 && SIGNS.test(url.slice(query)) ? `${url.slice(0, query)}${MASKED}` : url;
}

/** A header of a JSON Web Token that has so many characters and is followed by a body. */
const WEB_TOKEN = /\beyJ[\w-]{8}/;
const SHORTEST_BODY = 4;

/** Masks a header, its body and its signature among parts that dots separate. */
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
 * What looks like a secret, and what is put there instead. None of these may take more than linear time on any text: what
 * somebody's action printed is masked by them. Where a pattern would have to try each start again, it takes the whole run
 * of characters once, and a function looks into it.
 */
const PATTERNS: readonly (readonly [RegExp, string | ((found: string) => string)])[] = [
  [/-----BEGIN [A-Z0-9 ]{1,40}-----[\s\S]*?(?:-----END [A-Z0-9 ]{1,40}-----|$)/g, MASKED],
  // The rest of a key whose beginning was cut away.
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
  // Options of commands, and a secret that is named without a sign between: long and mixed, as no word is.
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
  // As a secret key of AWS is written, and what is longer and as mixed; hashes in hex are neither.
  [new RegExp(String.raw`${MIXED}[A-Za-z0-9+/]{40}(?![\w+/=-])`, 'g'), MASKED],
  [new RegExp(`${MIXED}[A-Za-z0-9+/]{60,}={0,2}`, 'g'), MASKED],
];

/** Shorter texts occur in ordinary words, so that masking them would only tear holes. */
const SHORTEST_KNOWN_SECRET = 6;

/**
 * Puts `[masked]` where something looks like a secret, and where one of the known secrets stands, plain or escaped for a
 * URL. To be used before anything is cut, since half a secret no longer looks like one.
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

/** At most so many code points, the last one an ellipsis where something was left out. */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  // Two code units a code point are enough to tell, so that a long text is not taken apart whole.
  const points = [...text.slice(0, 2 * (limit + 1))];
  return points.length <= limit ? text : `${points.slice(0, limit - 1).join('')}…`;
}

/** Foreign text as one line that shows all there is in it: nothing unseen, no line breaks, at most so many code points. */
export const oneLine = (text: string, limit: number): string =>
  cutText(
    stripUnseen(text)
      .replaceAll(/\p{Co}/gu, '')
      .replaceAll(/[\n\t]+/g, ' '),
    limit,
  );

/** What may be masked at once (characters): the patterns run out of stack on megabytes. */
const MOST_MASKED = 65_536;

/** At most so many characters, without the word that the cut went through: half a secret no longer looks like one. */
export function keepStart(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let end = limit;
  // From the end backwards: a pattern for the last word would try each character before it.
  while (end > 0 && !/\s/.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** Somebody else's text made fit to be shown: stripped, masked, and only then cut. Of a very long one only the start counts. */
export const cleanText = (text: string, limit: number, known: readonly string[] = []): string =>
  cutText(maskSecrets(keepStart(stripUnseen(text), MOST_MASKED), known).trim(), limit);
