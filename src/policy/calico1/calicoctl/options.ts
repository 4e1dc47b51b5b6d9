import * as l10n from '@vscode/l10n';

/** A word that is not an option, with its position on the command line. */
export interface CommandWord {
  readonly text: string;
  readonly index: number;
}

/** A command line with its options extracted, wherever they were. */
export interface Options {
  readonly words: readonly CommandWord[];
  readonly at?: string;
  readonly detailed: boolean;
  readonly noCheck: boolean;
  readonly help: boolean;
}

/** An invalid option: its position and the reason. */
export interface BadOption {
  readonly index: number;
  readonly message: string;
}

const LONG = ['--at', '--detailed', '--no-check'] as const;

/**
 * Extracts the options of a command line by docopt's rules: an option may appear anywhere, may be abbreviated to a
 * unique prefix, and `--at` takes its value after `=` or from the next word.
 */
export function takeOptions(argv: readonly string[]): Options | BadOption {
  const words: CommandWord[] = [];
  const taken = new Map<string, string>();
  let bad: BadOption | undefined;
  let help = false;
  for (let index = 0; index < argv.length; index += 1) {
    const text = argv[index] ?? '';
    if (text === '--') {
      words.push(...argv.slice(index).map((rest, offset) => ({ text: rest, index: index + offset })));
      break;
    }
    if (!text.startsWith('-') || text === '-') {
      words.push({ text, index });
      continue;
    }
    const [name = '', ...rest] = text.split('=');
    if (name === '--help' || /^-[^-]*h/.test(text)) {
      help = true;
      continue;
    }
    const matches = LONG.filter((option) => text.startsWith('--') && option.startsWith(name));
    const [option] = matches;
    const value = rest.length > 0 ? rest.join('=') : undefined;
    if (!option || matches.length > 1)
      bad ??= { index, message: l10n.t('Unknown option {0}: expected {1}.', name, LONG.join(', ')) };
    else if (option !== '--at' && value !== undefined)
      bad ??= { index, message: l10n.t('{0} does not take a value.', option) };
    else if (taken.has(option)) bad ??= { index, message: l10n.t('{0} is given twice.', option) };
    else if (option !== '--at' || value !== undefined) taken.set(option, value ?? '');
    else {
      index += 1;
      const next = argv[index];
      if (next === undefined || next === '--') return { index, message: l10n.t('--at requires a position.') };
      taken.set(option, next);
    }
  }
  if (bad && !help) return bad;
  const at = taken.get('--at');
  return {
    words,
    help,
    detailed: taken.has('--detailed'),
    noCheck: taken.has('--no-check'),
    ...(at !== undefined && { at }),
  };
}
