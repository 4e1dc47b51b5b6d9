import assert from 'node:assert/strict';
import fc from 'fast-check';
import { finished } from '../../../src/base/time-slices';
import { StoredPolicy } from '../../../src/policy/calico1/stored-policy';
import { withEdits } from '../../../src/policy/explain/calico1';
import { lintPolicies, type Finding } from '../../../src/policy/lint';
import { judge, passes } from '../../../src/policy/verdict';
import { compile, FLOATING, mixedCluster } from '../../unit/policy/clusters';

const OUTSIDE = ['10.1.2.3', '203.0.113.1', FLOATING];

/** Every pair on the ports that rules distinguish, as one text. */
function everything({ model }: StoredPolicy): string {
  const parties = [
    ...model.directory.members.map(({ endpoint }) => ({ endpoint: endpoint.id })),
    ...OUTSIDE.map((address) => ({ address })),
  ];
  return parties
    .flatMap((source) =>
      parties.flatMap((destination) =>
        ['tcp', 'udp', 'icmp'].flatMap((protocol) =>
          [1, 80, 443, 500, 9000, 20_000].map((destinationPort) =>
            passes(judge({ source, destination, protocol, destinationPort }, model).enforced) ? '1' : '0',
          ),
        ),
      ),
    )
    .join('');
}

/** The policy without what a finding calls useless. */
function without({ code, policy: of, direction, position }: Finding, policy: StoredPolicy): StoredPolicy | undefined {
  const stored = of && policy.policy(of.tier, of.name);
  if (!of || !stored) return undefined;
  if (code === 'redundant-policy' || code === 'empty-policy') {
    const tiers = policy.stored.tiers.map((tier) =>
      tier.name === of.tier ? { ...tier, policies: tier.policies.filter(({ name }) => name !== of.name) } : tier,
    );
    return new StoredPolicy({ ...policy.stored, tiers }, policy);
  }
  if (!['redundant-rule', 'shadowed-rule', 'duplicate-rule', 'empty-rule'].includes(code)) return undefined;
  const rule = direction && position !== undefined ? stored[direction][position - 1] : undefined;
  if (!direction || position === undefined || !rule) return undefined;
  return withEdits(policy, [{ kind: 'remove', profile: of.name, policy: of, direction, position, rule }]);
}

describe('lint of policies of tiers', function () {
  // Each of its clusters is evaluated whole several times.
  this.timeout(120_000);

  it('reports a rule or policy as useless only if it can be removed without effect', () => {
    let tried = 0;
    fc.assert(
      fc.property(mixedCluster, (plain) => {
        const policy = compile(plain);
        const before = everything(policy);
        for (const finding of finished(lintPolicies(policy, {}, {}, 10_000))) {
          const less = without(finding, policy);
          if (!less) continue;
          tried += 1;
          assert.equal(everything(less), before, JSON.stringify(finding));
        }
      }),
      { numRuns: 400 },
    );
    assert.ok(tried > 100, String(tried));
  });
});
