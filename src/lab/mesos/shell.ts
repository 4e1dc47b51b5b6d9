/** One simple command of a shell line. */
export interface ShellCommand {
  readonly words: readonly string[];
  /** Target of its output redirection. */
  readonly output?: string;
  /** Whether it runs only after a success of the previous one (`&&`), or always. */
  readonly ifSuccess: boolean;
}

/** A word or an operator, in line order. */
type Token = { readonly word: string } | { readonly operator: string };

const OPERATORS = ['&&', ';', '\n', '>'];

/**
 * Parses a line like `/bin/sh -c`, as far as the commands of tasks need it: words with quotes and backslashes, `$NAME`
 * and `${NAME}`, `&&`, `;` and `> FILE`. Other operators become words, that is, arguments.
 */
export function parseShell(line: string, environment: Readonly<Record<string, string>>): ShellCommand[] {
  const commands: ShellCommand[] = [];
  let words: string[] = [];
  let output: string | undefined;
  let ifSuccess = false;
  const end = (): void => {
    if (words.length > 0) commands.push({ words, ifSuccess, ...(output !== undefined && { output }) });
    words = [];
    output = undefined;
  };
  const tokens = tokenize(line, environment).values();
  for (const token of tokens) {
    if ('word' in token) {
      words.push(token.word);
    } else if (token.operator === '>') {
      const file = tokens.next().value;
      if (file && 'word' in file) output = file.word;
    } else {
      end();
      ifSuccess = token.operator === '&&';
    }
  }
  end();
  return commands;
}

function tokenize(line: string, environment: Readonly<Record<string, string>>): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < line.length) {
    const rest = line.slice(at);
    const operator = OPERATORS.find((candidate) => rest.startsWith(candidate));
    if (operator !== undefined) {
      tokens.push({ operator });
      at += operator.length;
    } else if (/^\s/.test(rest)) {
      at += 1;
    } else {
      const raw = WORD.exec(rest)?.[0] ?? rest.charAt(0);
      tokens.push({ word: expand(raw, environment) });
      at += raw.length;
    }
  }
  return tokens;
}

/** Everything up to an unquoted space or operator. An open quote ends with the line. */
const WORD = /^(?:'[^']*(?:'|$)|"(?:\\[\s\S]|[^"\\])*(?:"|$)|\\[\s\S]?|&(?!&)|[^\s'"\\;>&])+/;

/** The parts of a word: single-quoted, double-quoted, escaped, or bare. */
const PARTS = /'([^']*)'?|"((?:\\[\s\S]|[^"\\])*)"?|\\([\s\S]?)|([^'"\\]+)/g;

function expand(raw: string, environment: Readonly<Record<string, string>>): string {
  const variables = (text: string): string =>
    text.replace(
      /\$(?:\{(\w+)\}|([A-Za-z_]\w*))/g,
      (_all, braced: string | undefined, bare: string | undefined) => environment[braced ?? bare ?? ''] ?? '',
    );
  return raw.replace(PARTS, (_all, single?: string, double?: string, escaped?: string, bare?: string) => {
    if (single !== undefined) return single;
    if (double !== undefined) return variables(double).replace(/\\(["\\$`])/g, '$1');
    return escaped ?? variables(bare ?? '');
  });
}
