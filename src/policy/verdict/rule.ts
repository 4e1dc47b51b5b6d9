import { rendering } from '../calico1/felix/iptables';
import type { NormalRule } from '../calico1/felix/rule';
import { ACTIONS, type Action } from '../calico1/rule';
import { testsOf, type SelectorTag, type Test } from './test';

/** A rule in one IP version's table. */
export type CompiledRule =
  /** Not in the table, but listed in the trace. */
  | { readonly kind: 'absent'; readonly action: Action }
  /** Drops everything at its position. */
  | { readonly kind: 'drop'; readonly action: Action }
  | { readonly kind: 'tests'; readonly action: Action; readonly tests: readonly Test[] };

/** Compiles a validated rule for one IP version; undefined if iptables rejects it. */
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
