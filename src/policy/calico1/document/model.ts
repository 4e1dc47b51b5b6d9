import type { Direction, Rule } from '../rule';

/** A profile's rules as text: tags, inbound and outbound rules, one rule per line, comments from `#` on. */
export interface RulesDocument {
  readonly lines: readonly DocumentLine[];
  readonly tags: readonly Word[];
  readonly inbound: readonly RuleLine[];
  readonly outbound: readonly RuleLine[];
  /** All problems of the text, in order; it can be stored if none is an error. */
  readonly problems: readonly DocumentProblem[];
}

/** The sections of a document, in writing order. */
export const SECTIONS = ['tags', 'inbound', 'outbound'] as const;
export type Section = (typeof SECTIONS)[number];

/** A range of the text: offsets in UTF-16 units, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Word extends Span {
  readonly value: string;
}

/** One line, with the offset of its start in the text. */
export interface DocumentLine {
  readonly offset: number;
  readonly syntax: LineSyntax;
  /** The section that the line belongs to or begins. */
  readonly section: Section | undefined;
}

/** A line with a rule; `rule` is present if its text has no errors. */
export interface RuleLine extends Span {
  readonly line: number;
  readonly text: string;
  readonly direction: Direction;
  readonly rule?: Rule;
}

export type ProblemCode = 'syntax' | 'felix' | 'duplicate' | 'section' | 'tag';

/** A problem of the text. An error prevents the document from being stored. */
export interface DocumentProblem extends Span {
  readonly code: ProblemCode;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** The probable correction, as a replacement for the span. */
  readonly suggestion?: string;
}

/** The syntax of a line on its own; spans count from its start. Equal texts have equal syntax. */
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
  /** An unknown heading. */
  | { readonly kind: 'unknown' }
);
