import type { Direction, Rule } from '../rule';

/** What a document is about: a profile, or a policy of a tier. */
export type DocumentKind = 'profile' | 'policy';

/**
 * The rules of a profile or a policy as text: head lines that describe it, then inbound and outbound rules, one rule
 * per line, comments from `#` on.
 */
export interface RulesDocument {
  readonly kind: DocumentKind;
  readonly lines: readonly DocumentLine[];
  readonly tags: readonly Word[];
  readonly labels: readonly LabelWord[];
  /** A policy's selector as written; undefined if the line is missing. */
  readonly selector: Word | undefined;
  /** A policy's order; undefined if the line is missing or is `default`, which comes last. */
  readonly order: number | undefined;
  readonly inbound: readonly RuleLine[];
  readonly outbound: readonly RuleLine[];
  /** All problems of the text, in order; it can be stored if none is an error. */
  readonly problems: readonly DocumentProblem[];
}

/** All sections. */
export const SECTIONS = ['tags', 'labels', 'selector', 'order', 'inbound', 'outbound'] as const;
export type Section = (typeof SECTIONS)[number];

/** The sections of a kind of document, in writing order. */
export const SECTIONS_OF: Readonly<Record<DocumentKind, readonly Section[]>> = {
  profile: ['tags', 'labels', 'inbound', 'outbound'],
  policy: ['selector', 'order', 'inbound', 'outbound'],
};

/** The optional sections: without them, there are no labels, and a policy comes last. */
export const OPTIONAL: ReadonlySet<Section> = new Set(['labels', 'order']);

/** A range of the text: offsets in UTF-16 units, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Word extends Span {
  readonly value: string;
}

/** A label as `key=value`; the value is that of the label. */
export interface LabelWord extends Word {
  readonly key: string;
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

export type ProblemCode = 'syntax' | 'felix' | 'duplicate' | 'section' | 'tag' | 'selector';

/** A problem of the text. An error prevents the document from being stored. */
export interface DocumentProblem extends Span {
  readonly code: ProblemCode;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** The probable correction, as a replacement for the span. */
  readonly suggestion?: string;
}

/** The head line of a section, with the values behind its colon. */
export interface SectionSyntax {
  readonly kind: 'section';
  readonly section: Section;
  readonly name: Span;
  readonly tags: readonly Word[];
  readonly labels?: readonly LabelWord[];
  /** The trimmed content after `selector:` or `order:`. */
  readonly value?: Word;
}

/** The syntax of a line on its own; spans count from its start. Equal texts have equal syntax. */
export type LineSyntax = { readonly comment?: Span; readonly problems: readonly DocumentProblem[] } & (
  | { readonly kind: 'blank' }
  | SectionSyntax
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
