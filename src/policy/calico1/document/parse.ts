import * as l10n from '@vscode/l10n';
import { rulesEqual } from '../equality';
import type { Rule } from '../rule';
import { parseLine } from './line';
import { orderOf } from './heads';
import {
  OPTIONAL,
  SECTIONS_OF,
  type DocumentKind,
  type DocumentLine,
  type DocumentProblem,
  type LabelWord,
  type LineSyntax,
  type RuleLine,
  type RulesDocument,
  type Section,
  type SectionSyntax,
  type Word,
} from './model';

/** Cache of line syntax: between two keystrokes all lines but one are the same. */
let known = new Map<string, LineSyntax>();
const MANY = 20_000;

/**
 * Parses a rules document. Never throws: problems are returned with their spans in the whole text.
 * @param kind Defaults to the kind that the sections indicate.
 */
export function parseDocument(text: string, kind: DocumentKind = kindOf(text)): RulesDocument {
  const reader = new Reader(kind);
  const end = /\r\n|\r|\n/g;
  let offset = 0;
  for (let match = end.exec(text); match; match = end.exec(text)) {
    reader.line(text.slice(offset, match.index), offset);
    offset = end.lastIndex;
  }
  reader.line(text.slice(offset), offset);
  return reader.document(text.length);
}

/** Returns the kind of a text without a URI: only a policy has a selector. */
function kindOf(text: string): DocumentKind {
  return /^\s*selector\s*:/im.test(text) ? 'policy' : 'profile';
}

function syntaxOf(line: string): LineSyntax {
  let syntax = known.get(line);
  if (!syntax) {
    if (known.size >= MANY) known = new Map();
    known.set(line, (syntax = parseLine(line)));
  }
  return syntax;
}

interface Seen {
  readonly rule: Rule;
  readonly line: number;
}

class Reader {
  readonly #lines: DocumentLine[] = [];
  readonly #tags: Word[] = [];
  readonly #labels: LabelWord[] = [];
  #selector: Word | undefined;
  #order: number | undefined;
  readonly #rules = { inbound: [] as RuleLine[], outbound: [] as RuleLine[] };
  readonly #problems: DocumentProblem[] = [];
  readonly #sections = new Set<Section>();
  /** Rules read so far, by direction and likeness. */
  readonly #alike = { inbound: new Map<string, Seen[]>(), outbound: new Map<string, Seen[]>() };
  #section: Section | undefined;
  /** Below an unknown heading: its rules are not reported until the heading is corrected. */
  #lost = false;

  constructor(private readonly kind: DocumentKind) {}

  line(text: string, offset: number): void {
    const syntax = syntaxOf(text);
    for (const problem of syntax.problems)
      this.#problems.push({
        ...problem,
        start: offset + problem.start,
        end: offset + problem.end,
        message: this.#inFull(problem, syntax),
      });
    if (syntax.kind === 'section') this.#begin(syntax, offset);
    if (syntax.kind === 'rule') this.#rule(syntax, offset);
    if (syntax.kind === 'unknown') [this.#section, this.#lost] = [undefined, true];
    this.#lines.push({ offset, syntax, section: this.#section });
  }

  document(length: number): RulesDocument {
    const missing = SECTIONS_OF[this.kind].filter((section) => !this.#sections.has(section) && !OPTIONAL.has(section));
    for (const section of missing) {
      const message = l10n.t('The section {0}: is missing. It is required even if it is empty.', section);
      this.#problems.push({
        start: length,
        end: length,
        code: 'section',
        severity: 'error',
        message,
        suggestion: `\n${section}:\n`,
      });
    }
    return {
      kind: this.kind,
      lines: this.#lines,
      tags: this.#tags,
      labels: this.#labels,
      selector: this.#selector,
      order: this.#order,
      ...this.#rules,
      problems: this.#problems,
    };
  }

  /** What a problem of a line means in this kind of document. */
  #inFull({ code, message }: DocumentProblem, { kind }: LineSyntax): string {
    if (kind === 'unknown') {
      const sections = SECTIONS_OF[this.kind].map((section) => `${section}:`);
      return this.kind === 'profile'
        ? l10n.t('{0} The sections of a profile are {1}.', message, sections.join(', '))
        : l10n.t('{0} The sections of a policy are {1}.', message, sections.join(', '));
    }
    return kind === 'rule' && code === 'felix' ? ignoredByFelix(message, this.kind) : message;
  }

  #begin({ section, name, tags, labels = [], value }: SectionSyntax, offset: number): void {
    const problem = (message: string) =>
      this.#problems.push({
        start: offset + name.start,
        end: offset + name.end,
        code: 'section',
        severity: 'error',
        message,
      });
    if (this.#sections.has(section)) problem(l10n.t('Duplicate section {0}:.', section));
    else if (!SECTIONS_OF[this.kind].includes(section))
      problem(
        this.kind === 'profile'
          ? l10n.t('A profile has no section {0}:.', section)
          : l10n.t('A policy has no section {0}:.', section),
      );
    this.#sections.add(section);
    [this.#section, this.#lost] = [section, false];
    const inText = <T extends Word>(word: T): T => ({ ...word, start: offset + word.start, end: offset + word.end });
    this.#tags.push(...tags.map(inText));
    this.#labels.push(...labels.map(inText));
    if (value && section === 'selector') this.#selector ??= inText(value);
    if (value && section === 'order') this.#order ??= orderOf(value);
  }

  #rule({ start, text, rule, likeness }: Extract<LineSyntax, { kind: 'rule' }>, offset: number): void {
    const from = offset + start;
    const end = from + text.length;
    const direction = this.#section;
    if (direction !== 'inbound' && direction !== 'outbound') {
      if (!this.#lost)
        this.#problems.push({
          start: from,
          end,
          code: 'section',
          severity: 'error',
          message: l10n.t('Rules belong below inbound: or outbound:.'),
        });
      return;
    }
    const line = this.#lines.length;
    // Literals without spreads: this runs for every rule at every keystroke.
    this.#rules[direction].push(
      rule ? { start: from, end, line, text, direction, rule } : { start: from, end, line, text, direction },
    );
    if (!rule || likeness === undefined) return;
    const alike = this.#alike[direction].get(likeness);
    const same = alike?.find((other) => rulesEqual(other.rule, rule));
    if (same)
      this.#problems.push({
        start: from,
        end,
        code: 'duplicate',
        severity: 'warning',
        message: l10n.t('Duplicate of the rule in line {0}. This one has no effect.', same.line + 1),
      });
    else if (alike) alike.push({ rule, line });
    else this.#alike[direction].set(likeness, [{ rule, line }]);
  }
}

/** Says what a fault of one rule means for its whole profile or policy. */
export function ignoredByFelix(fault: string, kind: DocumentKind): string {
  return kind === 'profile'
    ? l10n.t('{0} Felix would ignore the whole profile.', fault)
    : l10n.t('{0} Felix would ignore the whole policy.', fault);
}
