import { rendering } from '../calico1/felix/iptables';
import type { NormalRule } from '../calico1/felix/rule';
import { ACTIONS, type Action } from '../calico1/rule';
import { testsOf, type SelectorTag, type Test } from './test';

/** A rule as one IP version's table has it. */
export type CompiledRule =
  /** It is not in the table, but keeps its place in the trace. */
  | { readonly kind: 'absent'; readonly action: Action }
  /** It drops everything at its place. */
  | { readonly kind: 'drop'; readonly action: Action }
  | { readonly kind: 'tests'; readonly action: Action; readonly tests: readonly Test[] };

/** Compiles a validated rule for one IP version; undefined when iptables refuses it. */
export function compileRule(rule: NormalRule, version: 4 | 6, selectorTag: SelectorTag): CompiledRule | undefined {
  const action = ACTIONS.find((name) => name === rule['action']) ?? 'allow';
  const rendered = rendering(rule, version);
  switch (rendered) {
    case 'refused':
      return undefined;
    case 'absent':
    case 'drop':
      return { kind: rendered, action };
    case 'rendered':
      return { kind: 'tests', action, tests: testsOf(rule, version, selectorTag) };
  }
}
