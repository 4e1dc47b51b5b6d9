import type { GraphEdge, Judgement } from '../../../src/features/graph/protocol/elements';

export type Agreement = Judgement['agreement'];

const SHORT: Readonly<Record<Agreement, string>> = {
  agrees: 'as expected',
  pending: 'pending',
  late: 'not seen yet',
  blocked: 'allowed, not seen',
  open: 'seen, not allowed',
  unmeasured: 'not measured yet',
};

/** How a measurement stands to policy, in a few words; for an edge that policy says nothing of, none. */
export function agreementInWords({ judgement }: GraphEdge): string | undefined {
  return judgement && agreementName(judgement.agreement);
}

/** What a way for a measurement to stand to policy is called. */
export function agreementName(agreement: Agreement): string {
  return SHORT[agreement];
}

/** What policy says of an edge, in words. */
export function expectedInWords({ judgement }: { readonly judgement?: Judgement | undefined }): string {
  switch (judgement?.expected) {
    case 'allowed':
      return 'allowed by policy';
    case 'denied':
      return 'denied by policy';
    case 'mixed':
      return 'allowed for some tasks';
    case undefined:
      return 'policy not known';
  }
}

/** Whether measurement and policy are at odds, or may be. */
export function isDisagreement({ judgement }: GraphEdge): boolean {
  return judgement?.agreement === 'blocked' || judgement?.agreement === 'open' || judgement?.agreement === 'late';
}
