import * as l10n from '@vscode/l10n';
import { parseTokens } from '../grammar/parser';
import type { RuleToken } from '../grammar/lexer';
import { suggest } from '../grammar/suggest';
import type { Direction } from '../rule';
import type { Command, CommandLine, RuleWords } from './command';
import { takeOptions, type Options, type CommandWord } from './options';

/**
 * Parses the words after `calicoctl`, already split. Never throws.
 * @param document what the command would read from standard input, for `rule update`.
 */
export function parseCommand(argv: readonly string[], document = ''): CommandLine {
  const [first] = argv;
  if (first === undefined) return usage(0, 'Expected profile.');
  if (first !== 'profile')
    return first.startsWith('-') && !/^-(h|-help$)/.test(first)
      ? usage(0, 'Expected profile before any option.')
      : { kind: 'help' };
  const options = takeOptions(argv);
  if ('message' in options) return usage(options.index, options.message);
  if (options.help) return { kind: 'help' };
  try {
    return { kind: 'command', command: new CommandParser(options, argv.length, document).command() };
  } catch (error) {
    if (error instanceof Misfit) return error.line;
    throw error;
  }
}

class Misfit extends Error {
  constructor(readonly line: CommandLine) {
    super();
  }
}

class CommandParser {
  /** Starts after the word `profile`. */
  #next = 1;

  constructor(
    readonly options: Options,
    readonly end: number,
    readonly document: string,
  ) {}

  command(): Command {
    // `show`, `add` and `remove` may also be profile names; the number of words decides.
    const { words } = this.options;
    const verb = words[1]?.text;
    if (verb === 'show' && words.length === 2) {
      this.#next = 2;
      return this.#finish({ kind: 'show', detailed: this.options.detailed }, '--detailed');
    }
    if ((verb === 'add' || verb === 'remove') && words.length <= 3) return this.#profile(verb);
    const profile = this.#name(l10n.t('a profile, or show, add or remove'));
    return this.#keyword('tag', 'rule') === 'tag' ? this.#tag(profile) : this.#rule(profile);
  }

  #profile(verb: 'add' | 'remove'): Command {
    this.#next = 2;
    const profile = this.#name(l10n.t('the name of a profile'));
    if (verb === 'add') return this.#finish({ kind: 'add', profile });
    return this.#finish({ kind: 'remove', profile, check: !this.options.noCheck }, '--no-check');
  }

  #tag(profile: string): Command {
    const verb = this.#keyword('show', 'add', 'remove');
    if (verb === 'show') return this.#finish({ kind: 'tag-show', profile });
    return this.#finish({ kind: `tag-${verb}`, profile, tag: this.#name(l10n.t('a tag')) });
  }

  #rule(profile: string): Command {
    const verb = this.#keyword('show', 'json', 'update', 'add', 'remove');
    if (verb === 'update') return this.#finish({ kind: 'rule-update', profile, document: this.document });
    if (verb === 'show' || verb === 'json') return this.#finish({ kind: `rule-${verb}`, profile });
    const direction: Direction = this.#keyword('inbound', 'outbound');
    const { at } = this.options;
    if (verb === 'add') {
      const rule = this.#ruleWords();
      return this.#finish({ kind: 'rule-add', profile, direction, rule, ...(at !== undefined && { at }) }, '--at');
    }
    if (at !== undefined) return this.#finish({ kind: 'rule-remove-at', profile, direction, at }, '--at');
    return this.#finish({ kind: 'rule-remove', profile, direction, rule: this.#ruleWords() });
  }

  #ruleWords(): RuleWords {
    const words = this.options.words.slice(this.#next);
    // Tokens are positioned by word index, so a problem's position is a word index too.
    const tokens = words.map(({ text, index }): RuleToken => ({
      kind: 'word',
      value: text,
      start: index,
      end: index + 1,
    }));
    const { rule, errors } = parseTokens(tokens, this.end, 'calicoctl');
    const [error] = errors;
    if (!rule) {
      const at = error?.start ?? this.end;
      throw new Misfit(usage(at, error?.message ?? '', error?.suggestion, at >= this.end));
    }
    this.#next = this.options.words.length;
    return rule as unknown as RuleWords;
  }

  /** Requires that all words are used and that no option is present except the given one. */
  #finish(command: Command, known?: '--at' | '--detailed' | '--no-check'): Command {
    const extra = this.options.words[this.#next];
    if (extra) throw new Misfit(usage(extra.index, l10n.t('Unexpected argument “{0}”.', extra.text)));
    const { at, detailed, noCheck } = this.options;
    const given = { '--at': at !== undefined, '--detailed': detailed, '--no-check': noCheck };
    const strange = Object.entries(given).find(([name, there]) => there && name !== known);
    if (strange) throw new Misfit(usage(this.end, l10n.t('This command does not support the option {0}.', strange[0])));
    return command;
  }

  #name(what: string): string {
    return this.#take(what).text;
  }

  #keyword<Name extends string>(...names: readonly Name[]): Name {
    const word = this.#take(names.join(', '));
    const found = names.find((name) => name === word.text);
    if (found !== undefined) return found;
    const suggestion = suggest(
      word.text,
      names.map((name) => ({ kind: 'keyword', word: name })),
    );
    const begun = names.filter((name) => name.startsWith(word.text));
    if (begun.length > 0 && this.#next === this.options.words.length)
      throw this.#incomplete(begun.join(', '), word.index);
    throw new Misfit(
      usage(word.index, l10n.t('Unexpected “{0}”: expected {1}.', word.text, names.join(', ')), suggestion),
    );
  }

  #take(what: string): CommandWord {
    const word = this.options.words[this.#next];
    if (!word) throw this.#incomplete(what);
    this.#next += 1;
    return word;
  }

  #incomplete(what: string, word = this.end): Misfit {
    return new Misfit(usage(word, l10n.t('The command is incomplete: expected {0}.', what), undefined, true));
  }
}

function usage(word: number, message: string, suggestion?: string, incomplete = false): CommandLine {
  return {
    kind: 'usage',
    word,
    message,
    ...(suggestion !== undefined && { suggestion }),
    ...(incomplete && { incomplete }),
  };
}
