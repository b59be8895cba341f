/** A word after `/tf-action` that is a command of its own. No action can have it as its name. */
export type CommandWord = 'help' | 'list' | 'status' | 'history' | 'explain' | 'freeze' | 'unfreeze';

interface CommandRow {
  /** How it is written after `/tf-action`. */
  readonly usage: string;
  /** A command that somebody could send. Absent: the usage is one. */
  readonly example?: string;
  /** What `help` says of it after its usage. `undefined`: `help` leaves it out. */
  readonly does: string | undefined;
  /** The command in whose line `help` says it. Absent: it has its own. */
  readonly sharesLineOf?: CommandWord;
  /** Whom it works for. The flow behind it checks this. */
  readonly who: 'everybody' | 'the `operators` of the environment';
  /** `nothing`: with more words behind it, it is read as the name of an action. */
  readonly takes: 'nothing' | 'words';
  /** Commands that need HCP Terraform wait in a queue of their own. */
  readonly needsTerraform: boolean;
}

const FOR_ALL = { who: 'everybody', takes: 'words', needsTerraform: false } as const;
const ALONE = { ...FOR_ALL, takes: 'nothing' } as const;
const FOR_OPERATORS = { ...FOR_ALL, who: 'the `operators` of the environment' } as const;

/** In the order of `help` and docs/slack.md. */
export const COMMANDS: Readonly<Record<CommandWord, CommandRow>> = {
  help: { ...ALONE, usage: 'help', does: undefined },
  list: { ...ALONE, usage: 'list', does: 'shows what you can run here' },
  status: { ...ALONE, usage: 'status', does: 'the requests you can see', sharesLineOf: 'list' },
  history: {
    ...FOR_ALL,
    usage: 'history cleanup prod @name',
    example: 'history cleanup prod @ana',
    does: 'shows who ran what; you can leave out each of the three',
  },
  explain: {
    ...FOR_ALL,
    needsTerraform: true,
    usage: 'explain cleanup prod',
    does: 'says whether you can run it, by which rule, and who has to approve',
  },
  freeze: {
    ...FOR_OPERATORS,
    usage: 'freeze prod 2h <reason>',
    example: 'freeze prod 2h Migration is running',
    does: 'stops everything in an environment',
  },
  unfreeze: { ...FOR_OPERATORS, usage: 'unfreeze prod', does: 'ends the freeze', sharesLineOf: 'freeze' },
};

export const COMMAND_WORDS = Object.keys(COMMANDS) as readonly CommandWord[];

export const isCommandWord = (word: string): word is CommandWord => Object.hasOwn(COMMANDS, word);

/** A command that somebody could send, such as `/tf-action unfreeze prod`. */
export function exampleOf(word: CommandWord): string {
  const { usage, example = usage } = COMMANDS[word];
  return `/tf-action ${example}`;
}

/** Where to look for what one may run. */
export const SEE_LIST = `\`/tf-action ${COMMANDS.list.usage}\` ${COMMANDS.list.does}.`;
