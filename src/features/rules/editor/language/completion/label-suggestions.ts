import { labelsInUse } from '../../../../../cluster/model/labels';
import type { PolicyData } from '../../../../../cluster/model/snapshot';
import type { DocumentLine, SectionSyntax } from '../../../../../policy/calico1/document';
import { labelWord } from '../../../../../policy/calico1/document/quoting';
import { completeSelector, type SelectorExpectation } from '../../../../../policy/selectors';
import type { DocumentContext } from '../../document-context';
import { capped, type Suggestion, type Suggestions } from './rule-suggestions';
import { endpointCount } from '../../../../../app/text/counts';

/** Quotes a value: with the opening quote if there is one, otherwise with those that don't conflict. */
type Quoted = (value: string) => string;

/**
 * Returns the suggestions at an offset of a selector: labels and values in use.
 * @param base The offset of the selector in the document.
 * @param mark The quotes for values: a rule's selector is enclosed in the other kind.
 */
export function selectorSuggestions(
  text: string,
  offset: number,
  base: number,
  mark: '"' | "'",
  subject: DocumentContext | undefined,
): Suggestions {
  const { start, end, expected } = completeSelector(text, offset);
  const typed = text.slice(start, offset).replace(/^["']/, '').toLowerCase();
  const open = /^["']/.exec(text.slice(start, offset))?.[0] ?? mark;
  const quoted: Quoted = (value) => `${open}${value}${open}`;
  const items = expected.flatMap((item) => suggestionsFor(item, quoted, subject?.policy));
  return capped(
    { start: base + start, end: base + end },
    items.filter(({ label }) => label.toLowerCase().includes(typed)),
  );
}

function suggestionsFor(
  item: SelectorExpectation,
  quoted: Quoted,
  policy: PolicyData | undefined,
): readonly Suggestion[] {
  if (item.kind === 'word') return [{ label: item.word, kind: 'keyword' }];
  if (!policy) return [];
  const used = labelsInUse(policy);
  if (item.kind === 'value')
    return [...(used.get(item.key) ?? [])].map(([value, count]) => ({
      label: quoted(value),
      kind: 'tag',
      detail: endpoints(count),
    }));
  return [...used].map(([key, values]) => ({
    label: key,
    kind: 'tag',
    detail: endpoints([...values.values()].reduce((sum, count) => sum + count, 0)),
    documentation: [...values.keys()].slice(0, SHOWN).join(', '),
  }));
}

/** Maximum number of values in the description of a label. */
const SHOWN = 10;

/** Returns the suggestions in the line of a profile's labels: those in use. */
export function labelSuggestions(
  { offset }: DocumentLine,
  { labels = [] }: SectionSyntax,
  column: number,
  subject: DocumentContext | undefined,
): Suggestions {
  const word = labels.find(({ start, end }) => start <= column && column <= end);
  const replaces = { start: offset + (word?.start ?? column), end: offset + (word?.end ?? column) };
  if (!subject) return { replaces, items: [], cut: false };
  const others = new Set(labels.filter((label) => label !== word).map(({ key }) => key));
  const items = [...labelsInUse(subject.policy)].flatMap(([key, values]) =>
    others.has(key)
      ? []
      : [...values].map(([value, count]): Suggestion => ({
          label: labelWord([key, value]),
          kind: 'tag',
          detail: endpoints(count),
        })),
  );
  return capped(replaces, items);
}

function endpoints(count: number): string {
  return endpointCount(count);
}
