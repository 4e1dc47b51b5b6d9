import { compileSelector, formatSelector, parseV3Selector, type Labels } from '../../src/policy/selectors';
import type { Outcome } from './cases';

/** A text, and the result of Calico's own selector package. */
export interface SelectorCase {
  readonly selector: string;
  readonly error?: string;
  readonly canonical?: string;
  readonly labels?: readonly Labels[];
  readonly matches?: readonly boolean[];
}

/** Compares acceptance, the canonical text and what is selected. */
export function replaySelector(recorded: SelectorCase): Outcome {
  const id = JSON.stringify(recorded.selector);
  const parsed = parseV3Selector(recorded.selector);
  if (!parsed.ok) return recorded.error === undefined ? { id, failure: `refused: ${parsed.problem.message}` } : { id };
  if (recorded.error !== undefined) return { id, failure: `accepted, but Calico says: ${recorded.error}` };
  const canonical = formatSelector(parsed.selector);
  if (canonical !== recorded.canonical) return { id, failure: `${canonical} instead of ${recorded.canonical ?? ''}` };
  const selects = compileSelector(parsed.selector);
  const wrong = (recorded.labels ?? []).filter((labels, index) => selects(labels) !== recorded.matches?.[index]);
  return wrong.length > 0 ? { id, failure: `wrong about ${JSON.stringify(wrong)}` } : { id };
}
