/**
 * It could not be found out whether something is allowed, so it is not. People are told; background work is retried.
 */
export class CouldNotFindOut extends Error {
  /** A complete sentence for a person. */
  readonly sentence: string;

  constructor(sentence: string, cause?: unknown) {
    super(sentence, { cause });
    this.name = 'CouldNotFindOut';
    this.sentence = sentence;
  }
}
