import assert from 'node:assert/strict';
import { finished } from '../../../src/base/time-slices';
import { compiledOf } from '../../../src/cluster/analysis/compiled';
import { lintPolicy } from '../../../src/cluster/analysis/lint';
import { questionsAbout } from '../../../src/cluster/analysis/questions';
import { decidingPoliciesOf } from '../../../src/cluster/analysis/rule-coverage';
import { readPolicyDraft } from '../../../src/features/rules/editor/diagnostics/draft';
import { findingsOf } from '../../../src/features/rules/editor/diagnostics/findings';
import { lintFindings } from '../../../src/features/rules/editor/diagnostics/lint-findings';
import { policySubject } from '../../../src/features/rules/editor/document-context';
import { ruleNotes } from '../../../src/features/rules/editor/language/rule-annotations';
import { parseDocument } from '../../../src/policy/calico1/document';
import { endpoint, profile } from '../cluster/fixtures';
import { tier, tieredCluster } from '../cluster/tiered-cluster';

const ID = { tier: 'default', name: 'db' };
const OPEN = profile('open', [{ action: 'allow' }]);
const cluster = tieredCluster(
  [tier('default', { db: { selector: "role == 'db'", inbound_rules: [], outbound_rules: [] } })],
  {
    policy: {
      profiles: [OPEN],
      endpoints: ['web', 'db'].map((role, index) => ({
        ...endpoint(`e${index}`, ['open'], `10.0.0.${index + 1}`),
        labels: { role },
      })),
    },
  },
);
const subject = policySubject(ID, cluster) ?? assert.fail();

const text = (inbound: readonly string[], { selector = "role == 'db'", outbound = ['allow'] } = {}) =>
  `selector: ${selector}\ninbound:\n${inbound.map((rule) => `  ${rule}\n`).join('')}outbound:\n${outbound.map((rule) => `  ${rule}\n`).join('')}`;

function find(whole: string) {
  const document = parseDocument(whole, 'policy');
  const { policy, whole: isWhole, data } = readPolicyDraft(document, undefined, subject) ?? assert.fail();
  const found = lintPolicy(ID, data, cluster, {});
  const problems = findingsOf(document, subject);
  return {
    policy,
    data,
    found,
    shown: lintFindings(found, whole, document, { rules: policy, whole: isWhole }, subject, problems),
  };
}

const words = (whole: string) => find(whole).shown.map(({ code, start, end }) => `${code}: ${whole.slice(start, end)}`);

describe('lint in a policy’s document', () => {
  it('marks the rule, the section or the selector', () => {
    assert.deepEqual(words(text(['deny', 'allow from selector "role == \'web\'"'])), ['nothing-after-deny: deny']);
    assert.deepEqual(words(text(['allow from selector "role == \'web\'"'], { outbound: [] })), [
      'isolates-silently: outbound',
    ]);
  });

  it('omits what the document’s diagnostics report', () => {
    assert.deepEqual(words(text(['allow from selector "role == \'web\'"'], { selector: "role == 'cache'" })), []);
    assert.deepEqual(words(text(['allow from selector "role == \'cache\'"'])).includes('empty-rule'), false);
  });

  it('offers to remove a rule without effect', () => {
    const whole = text([
      'allow from selector "role == \'web\'"',
      'allow tcp from selector "role == \'web\'" to ports 80',
    ]);
    const { fix } = find(whole).shown.find(({ code }) => code === 'redundant-rule') ?? assert.fail();
    assert.ok(fix?.removes);
    assert.equal(
      whole.slice(0, fix.start) + fix.text + whole.slice(fix.end),
      text(['allow from selector "role == \'web\'"']),
    );
  });

  it('notes what each rule decides', () => {
    const rules = ['allow tcp from selector "role == \'web\'" to ports 80', 'deny from selector "role == \'cache\'"'];
    const { policy, data, found } = find(text(rules));
    const questions = questionsAbout([...policy.inbound, ...policy.outbound], compiledOf(data).model, cluster);
    const about = { profile: ID.name, policy: ID, rules: policy, questions, probed: [] };
    const decidingPolicies = finished(decidingPoliciesOf(compiledOf(data), about));
    const facts = {
      owner: 'policy',
      rules: policy,
      findings: found,
      questions,
      decidingPolicies,
      probing: false,
    } as const;
    assert.deepEqual(
      ruleNotes('inbound', facts).map((note) => note?.text),
      ['decides 1 pair', undefined],
    );
  });
});
