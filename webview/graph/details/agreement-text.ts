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

/** How a measurement stands to policy, in a few words; for an edge that policy says nothing of, none. */
export function agreementInWords({ judgement }: GraphEdge): string | undefined {
  return judgement && agreementName(judgement.agreement);
}

/** What a way for a measurement to stand to policy is called. */
export function agreementName(agreement: Agreement): string {
  return short()[agreement];
}

/** What policy says of an edge, in words. */
export function expectedInWords({ judgement }: { readonly judgement?: Judgement | undefined }): string {
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

/** Whether measurement and policy are at odds, or may be. */
export function isDisagreement({ judgement }: GraphEdge): boolean {
  return judgement?.agreement === 'blocked' || judgement?.agreement === 'open' || judgement?.agreement === 'late';
}
