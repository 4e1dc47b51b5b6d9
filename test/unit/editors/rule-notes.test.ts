import assert from 'node:assert/strict';
import { ruleNotes } from '../../../src/features/rules/editor/objects/rule-notes';
import { readResourceDocument } from '../../../src/policy/documents';
import type { ClusterFinding } from '../../../src/policy/lint/cluster';

const TEXT = `apiVersion: projectcalico.org/v3
kind: NetworkPolicy
metadata: { name: own, namespace: shop }
spec:
  ingress:
    - action: Allow
      source: { selector: all() }
    - action: Pass
  egress:
    - action: Deny
`;
const { yaml } = readResourceDocument(TEXT, { kind: 'NetworkPolicy', namespace: 'shop', name: 'own' });
const object = { source: 'resource', apiVersion: '', kind: 'NetworkPolicy', namespace: 'shop', name: 'own' } as const;
const rule = { path: ['spec', 'ingress', 0], action: 'allow', pairs: 0, outside: false, isCertain: true } as const;

function notes(rules: Parameters<typeof ruleNotes>[0], findings: readonly ClusterFinding[] = []): readonly string[] {
  return ruleNotes(rules, yaml, () => findings).map(
    ({ start, text, tooltip }) => `${TEXT.slice(start).split('\n')[0]}: ${text}. ${tooltip.split(/[,.:]/)[0]}`,
  );
}

describe('the notes of a policy’s rules', () => {
  it('tell what each decides, where it begins', () => {
    assert.deepEqual(
      notes([
        { ...rule, pairs: 2, outside: true },
        { ...rule, path: ['spec', 'ingress', 1], action: 'pass', pairs: 1 },
        { ...rule, path: ['spec', 'egress', 0], action: 'deny', outside: true },
      ]),
      [
        'action: Allow: decides 2 pairs + outside. Connections that this rule decides',
        'action: Pass: passes on 1 pair. Connections that this rule passes on to the next tier',
        'action: Deny: decides connections to outside. Connections that this rule decides',
      ],
    );
  });

  it('tell that one decides nothing, and why if it is known', () => {
    const finding = (path: readonly (string | number)[], code: ClusterFinding['code']): ClusterFinding => ({
      code,
      severity: 'info',
      origin: { object, path },
      message: `because of ${path.join(' ')}.`,
    });
    const findings = [
      finding(['spec', 'ingress', 1], 'redundant-rule'),
      finding(['spec', 'ingress', 0, 'source'], 'matches-strangers'),
      finding(['spec', 'ingress', 0], 'redundant-rule'),
    ];
    assert.deepEqual(notes([rule], findings), ['action: Allow: decides nothing. because of spec ingress 0']);
    assert.deepEqual(notes([rule], [finding(['spec', 'ingress', 0], 'empty-rule')]), []);
    assert.deepEqual(notes([rule]), ['action: Allow: decides nothing. Nobody connects in this way']);
    assert.deepEqual(notes([rule], [finding([], 'redundant-policy')]), ['action: Allow: decides nothing. because of ']);
  });

  it('are absent for what is not certain, and for rules that only log', () => {
    assert.deepEqual(
      notes([
        { ...rule, isCertain: false },
        { ...rule, action: 'log' },
      ]),
      [],
    );
  });
});
