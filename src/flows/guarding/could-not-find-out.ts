/**
 * Whether something is allowed could not be found out, so it is not. A person is told so; a step of the bot's own is
 * tried again.
 */
export class CouldNotFindOut extends Error {
  /** A whole sentence for a person. */
  readonly sentence: string;

  constructor(sentence: string, cause?: unknown) {
    super(sentence, { cause });
    this.name = 'CouldNotFindOut';
    this.sentence = sentence;
  }
}
