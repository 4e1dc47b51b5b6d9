import * as l10n from '@vscode/l10n';
import type { Path } from '../../../base/decode';
import { parseV3Selector } from '../../selectors';
import type { Findings } from '../../objects/finding';

/** Maximum length of a selector in the schema. */
const LONGEST = 1024;

/** Checks that a selector is valid and not too long. */
export function checkSelector(text: string | undefined, path: Path, findings: Findings, limited = true): void {
  if (text === undefined) return;
  if (limited) checkLength(text, LONGEST, path, findings);
  const parsed = parseV3Selector(text);
  if (parsed.ok) return;
  const { start, end, message, suggestion } = parsed.problem;
  const mended = suggestion === undefined ? undefined : text.slice(0, start) + suggestion + text.slice(end);
  const certain = mended !== undefined && parseV3Selector(mended).ok ? mended : undefined;
  findings.server(path, l10n.t('Calico can’t read this selector. {0}', message), certain);
}

/** `global()` must be alone, in a rule's namespace selector; elsewhere the schema rejects its text. */
export function forbidGlobal(text: string | undefined, path: Path, findings: Findings): void {
  if (!text?.includes('global(')) return;
  findings.schema(
    path,
    l10n.t(
      '“global()” is allowed only as the namespaceSelector of a rule; here not even a quoted text may contain it.',
    ),
  );
}

/** The schema's limit, in characters. */
export function checkLength(text: string | undefined, longest: number, path: Path, findings: Findings): void {
  if (text === undefined || text.length <= longest || Array.from(text).length <= longest) return;
  findings.schema(path, l10n.t('This is longer than {0} characters.', longest));
}

/** The schema's limit for a list. */
export function checkCount(items: readonly unknown[] | undefined, most: number, path: Path, findings: Findings): void {
  if (items && items.length > most)
    findings.schema(path, l10n.t('This list has {0} items: the maximum is {1}.', items.length, most));
}

/** Checks that the text is one of those in the schema. Suggests a correction if only the case differs. */
export function checkChoice(
  text: string | undefined,
  choices: readonly string[],
  path: Path,
  findings: Findings,
): void {
  if (text === undefined || choices.includes(text)) return;
  const meant = choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
  findings.schema(path, l10n.t('“{0}” is not one of {1}.', text, choices.join(', ')), meant);
}
