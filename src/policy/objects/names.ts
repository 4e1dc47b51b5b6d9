import * as l10n from '@vscode/l10n';
/** A label of a DNS name, as Kubernetes and Calico require it. */
export const DNS_LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';

const LABEL = new RegExp(`^${DNS_LABEL}$`);
const SUBDOMAIN = new RegExp(`^${DNS_LABEL}(\\.${DNS_LABEL})*$`);

/** Maximum length of an object's name, and of a part of a label. */
export const LONGEST_NAME = 253;
export const LONGEST_LABEL = 63;

/** Lowercase letters, digits and dashes, separated by dots: the format of most names. */
export function isSubdomain(name: string): boolean {
  return SUBDOMAIN.test(name);
}

/** The same without dots. */
export function isDnsLabel(name: string): boolean {
  return LABEL.test(name);
}

/** Returns what is wrong with the key of a label or an annotation: an optional DNS name and slash, and a name. */
export function qualifiedNameFault(key: string): string | undefined {
  const parts = key.split('/');
  const [prefix, name = ''] = parts.length === 1 ? [undefined, key] : parts;
  if (parts.length > 2) return l10n.t('has more than one slash');
  if (prefix === '') return l10n.t('has nothing before its slash');
  if (prefix !== undefined && (prefix.length > LONGEST_NAME || !isSubdomain(prefix))) {
    return l10n.t('must have a lowercase DNS name before its slash');
  }
  if (name === '') return l10n.t('has no name');
  if (name.length > LONGEST_LABEL) return l10n.t('has a name longer than {0} characters', LONGEST_LABEL);
  if (!/^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(name)) {
    return l10n.t('must consist of letters, digits, “-”, “_” and “.”, with a letter or digit at both ends');
  }
  return undefined;
}

/** Returns what is wrong with a label's value. */
export function labelValueFault(value: string): string | undefined {
  if (value.length > LONGEST_LABEL) return l10n.t('is longer than {0} characters', LONGEST_LABEL);
  if (!/^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/.test(value)) {
    return l10n.t(
      'must be empty, or consist of letters, digits, “-”, “_” and “.”, with a letter or digit at both ends',
    );
  }
  return undefined;
}

/** Returns what is wrong with a port's name (IANA service names). */
export function portNameFault(name: string): string | undefined {
  if (name === '') return l10n.t('is empty');
  if (name.length > 15) return l10n.t('is longer than 15 characters');
  if (!/^[-a-z0-9]+$/.test(name)) return l10n.t('may contain only lowercase letters, digits and dashes');
  if (!/[a-z]/.test(name)) return l10n.t('needs a letter');
  if (name.includes('--')) return l10n.t('has two dashes in a row');
  if (/^-|-$/.test(name)) return l10n.t('must not start or end with a dash');
  return undefined;
}
