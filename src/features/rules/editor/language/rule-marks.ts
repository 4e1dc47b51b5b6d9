import type { RulesDocument } from '../../../../policy/calico1/document';
import type { DocumentContext } from '../document-context';
import { peersOf } from './hovers';
import { ruleNotes, tooMany, type AnnotationFacts } from './rule-annotations';

/** The mark at the end of a line. */
export interface RuleMark {
  /** The index of the line. */
  readonly line: number;
  readonly text: string;
  /** Lines of plain text: the mark's explanation, and for a rule the endpoints that it matches. */
  readonly tooltip: readonly string[];
}

/** Returns the marks of a document: at most one for each rule, and for each heading whose rules are too many to ask. */
export function ruleMarks(
  { lines, ...rules }: RulesDocument,
  subject: DocumentContext,
  known: AnnotationFacts,
): readonly RuleMark[] {
  return (['inbound', 'outbound'] as const).flatMap((direction): readonly RuleMark[] => {
    const notes = ruleNotes(direction, known);
    const heading = lines.findIndex(({ syntax }) => syntax.kind === 'section' && syntax.section === direction);
    const { text, tooltip } = tooMany();
    const head = known.decidingPolicies || heading < 0 ? [] : [{ line: heading, text, tooltip: [tooltip] }];
    return [
      ...head,
      // An unreadable line takes a rule's position but has no mark.
      ...rules[direction].flatMap(({ line, rule }, index) => {
        const note = notes[index];
        return rule && note
          ? [{ line, text: note.text, tooltip: [note.tooltip, ...peersOf(rule, direction, subject)] }]
          : [];
      }),
    ];
  });
}
