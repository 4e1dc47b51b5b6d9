import * as l10n from '@vscode/l10n';
import type { GraphEdge, Judgement } from '../../../src/features/graph/protocol/elements';

export type Agreement = Judgement['agreement'];

const short = (): Readonly<Record<Agreement, string>> => ({
  agrees: l10n.t('as expected'),
  pending: l10n.t('pending'),
  late: l10n.t('not observed yet'),
  blocked: l10n.t('allowed, not observed'),
  open: l10n.t('observed, not allowed'),
  unmeasured: l10n.t('not measured yet'),
});

/** Describes how a measurement compares to policy. Returns undefined if policy says nothing about the edge. */
export function describeAgreement({ judgement }: GraphEdge): string | undefined {
  return judgement && agreementName(judgement.agreement);
}

/** Returns the name of a kind of agreement. */
export function agreementName(agreement: Agreement): string {
  return short()[agreement];
}

/** Describes what policy says about an edge. */
export function describeExpected({ judgement }: { readonly judgement?: Judgement | undefined }): string {
  switch (judgement?.expected) {
    case 'allowed':
      return l10n.t('allowed by policy');
    case 'denied':
      return l10n.t('denied by policy');
    case 'mixed':
      return l10n.t('allowed for some tasks');
    case undefined:
      return l10n.t('policy unknown');
  }
}

/** Whether measurement and policy contradict each other, or may do so. */
export function isDisagreement({ judgement }: GraphEdge): boolean {
  return judgement?.agreement === 'blocked' || judgement?.agreement === 'open' || judgement?.agreement === 'late';
}
