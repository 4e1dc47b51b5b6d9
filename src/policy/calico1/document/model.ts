import type { Direction, Rule } from '../rule';

/** A profile's rules as a text: tags, inbound and outbound rules, one rule a line, comments from `#` on. */
export interface RulesDocument {
  readonly lines: readonly DocumentLine[];
  readonly tags: readonly Word[];
  readonly inbound: readonly RuleLine[];
  readonly outbound: readonly RuleLine[];
  /** Everything wrong with the text alone, in its order; empty of errors when it can be stored. */
  readonly problems: readonly DocumentProblem[];
}

/** The sections of a document, in the order in which they are written. */
export const SECTIONS = ['tags', 'inbound', 'outbound'] as const;
export type Section = (typeof SECTIONS)[number];

/** A part of the text: offsets in UTF-16 units, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Word extends Span {
  readonly value: string;
}

/** One line, with the place of its first unit in the text. */
export interface DocumentLine {
  readonly offset: number;
  readonly syntax: LineSyntax;
  /** The section that the line stands in or begins. */
  readonly section: Section | undefined;
}

/** A line that holds a rule; the rule is there when its text is faultless. */
export interface RuleLine extends Span {
  readonly line: number;
  readonly text: string;
  readonly direction: Direction;
  readonly rule?: Rule;
}

export type ProblemCode = 'syntax' | 'felix' | 'duplicate' | 'section' | 'tag';

/** A fault of the text, with its place. An error keeps the document from being stored. */
export interface DocumentProblem extends Span {
  readonly code: ProblemCode;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** What was probably meant, to be put in place of the span. */
  readonly suggestion?: string;
}

/** What a line says by itself; spans count from its beginning. The same text always means the same. */
export type LineSyntax = { readonly comment?: Span; readonly problems: readonly DocumentProblem[] } & (
  | { readonly kind: 'blank' }
  | { readonly kind: 'section'; readonly section: Section; readonly name: Span; readonly tags: readonly Word[] }
  | {
      readonly kind: 'rule';
      readonly start: number;
      readonly text: string;
      readonly rule?: Rule;
      readonly likeness?: string;
    }
  /** A heading that nobody knows. */
  | { readonly kind: 'unknown' }
);
