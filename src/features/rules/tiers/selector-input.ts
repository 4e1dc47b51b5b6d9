import * as l10n from '@vscode/l10n';

import { selectedBy, type Labelled } from '../../../cluster/model/labels';
import type { PolicyData } from '../../../cluster/model/snapshot';
import { addressesOf } from '../../../cluster/model/indexes';
import { parseV3Selector } from '../../../policy/selectors';

/** Maximum number of endpoints that are named. */
const NAMED = 5;

/** Checks a typed selector: what is wrong with it, or what it selects now. */
export function checkSelector(
  text: string,
  policy: PolicyData | undefined,
): string | { readonly warning: string } | { readonly info: string } {
  const parsed = parseV3Selector(text.trim());
  if (!parsed.ok) {
    const { message, suggestion } = parsed.problem;
    return suggestion === undefined ? message : l10n.t('{0} Did you mean “{1}”?', message, suggestion.trim());
  }
  if (text.trim() === '')
    return { warning: l10n.t('An empty selector selects all endpoints, including host endpoints.') };
  const selected = policy ? (selectedBy(text.trim(), policy) ?? []) : [];
  if (selected.length === 0) return { warning: l10n.t('The selector selects no endpoints now.') };
  const names = selected.slice(0, NAMED).map(nameOf).join(', ');
  const more = selected.length - NAMED;
  if (more > 0) return { info: l10n.t('Selects {0} and {1} more.', names, more) };
  return { info: l10n.t('Selects {0}.', names) };
}

function nameOf({ endpoint, name = '' }: Labelled): string {
  return endpoint ? addressesOf(endpoint).join(', ') || endpoint.id : name;
}
