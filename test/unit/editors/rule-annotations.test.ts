import assert from 'node:assert/strict';
import { compiledOf, withDrafts } from '../../../src/cluster/analysis/compiled';
import { decidingPoliciesOf } from '../../../src/cluster/analysis/rule-coverage';
import { lintProfile } from '../../../src/cluster/analysis/lint';
import { probedConnections } from '../../../src/cluster/model/probed-connections';
import { questionsAbout } from '../../../src/cluster/analysis/questions';
import { inSlices } from '../../../src/base/time-slices';
import { readDraft } from '../../../src/features/rules/editor/diagnostics/draft';
import { ruleNotes } from '../../../src/features/rules/editor/language/rule-annotations';
import { ruleMarks } from '../../../src/features/rules/editor/language/rule-marks';
import { subjectOf } from '../../../src/features/rules/editor/document-context';
import { parseDocument } from '../../../src/policy/calico1/document';
import type { Direction } from '../../../src/policy/calico1/rule';
import { answered, demoSnapshot, NETWORKS } from '../graph/demo-cluster';

interface Circumstances {
  readonly direction?: Direction;
  readonly probing?: boolean;
  readonly bounded?: boolean;
}

/** The annotations of the demo's frontend. */
async function notes(rules: readonly string[], circumstances: Circumstances = {}) {
  const { direction = 'inbound' } = circumstances;
  const { facts } = await frontend(rules, circumstances);
  return ruleNotes(direction, facts).map((note) => note?.text);
}

/** The marks in the document of the demo's frontend, each after its line. */
async function marks(rules: readonly string[], circumstances: Circumstances = {}) {
  const { document, text, subject, facts } = await frontend(rules, circumstances);
  return ruleMarks(document, subject, facts).map(({ line, text: mark, tooltip: [, ...peers] }) => [
    `${text.split('\n')[line] ?? ''} ← ${mark}`,
    ...peers,
  ]);
}

async function frontend(
  rules: readonly string[],
  { direction = 'inbound', probing = false, bounded = false }: Circumstances,
) {
  const snapshot = demoSnapshot(probing ? { observation: answered([]) } : {});
  const subject = subjectOf(NETWORKS.find(({ name }) => name === 'frontend')?.id ?? '', snapshot) ?? assert.fail();
  const { profile } = subject;
  const lists = { inbound: ['allow'], outbound: ['allow'], [direction]: rules };
  const text = `tags: frontend\ninbound:\n${lists.inbound.join('\n')}\noutbound:\n${lists.outbound.join('\n')}\n`;
  const document = parseDocument(text);
  const draft = readDraft(document, undefined, subject) ?? assert.fail();
  const policy = withDrafts(subject.policy, [draft.profile]);
  const compiled = compiledOf(policy);
  const questions = questionsAbout([...draft.profile.inbound, ...draft.profile.outbound], compiled.model, snapshot);
  const probed = probedConnections(snapshot);
  const decidingPolicies = bounded
    ? undefined
    : await inSlices(decidingPoliciesOf(compiled, { profile, rules: draft.profile, questions, probed: probed ?? [] }));
  const facts = {
    rules: draft.profile,
    findings: lintProfile(profile, policy, snapshot, {}),
    questions,
    decidingPolicies,
    probing: probed !== undefined,
  };
  return { document, text, subject, facts };
}

describe('a rule’s annotation', () => {
  it('shows how many pairs it decides, and whether it decides for machines outside', async () => {
    assert.deepEqual(
      await notes(['allow tcp from tag client to ports 9000', 'deny tcp from tag backend', 'allow tcp to ports 9000']),
      ['decides 1 pair', 'decides 1 pair', 'decides 1 pair + outside'],
    );
    assert.deepEqual(await notes(['allow from cidr 172.24.0.0/16']), ['decides connections from outside']);
    assert.deepEqual(await notes(['deny to cidr 172.24.0.0/16', 'allow'], { direction: 'outbound' }), [
      'decides connections to outside',
      'decides 3 pairs + outside',
    ]);
    assert.deepEqual(await notes(['next-tier from tag client']), ['passes on 1 pair']);
  });

  it('shows that none of them is probed, if the probes are known', async () => {
    const rules = ['allow tcp from tag client to ports 9000', 'allow udp from tag backend to ports 53'];
    assert.deepEqual(await notes(rules), ['decides 1 pair', 'decides 1 pair']);
    assert.deepEqual(await notes(rules, { probing: true }), ['decides 1 pair', 'decides 1 pair, none probed']);
  });

  it('leaves rules that never decide to their findings, and names the rule before without one', async () => {
    assert.deepEqual(await notes(['deny tcp', 'allow tcp from tag client', 'deny tcp to ports 80', 'deny tcp']), [
      'decides 3 pairs + outside',
      undefined,
      undefined,
      undefined,
    ]);
    assert.deepEqual((await notes(['deny', 'allow tcp', 'log'])).slice(1), [
      'never decides: rule 1 denies everything',
      'never decides: rule 1 denies everything',
    ]);
  });

  it('shows that a rule decides nothing now, and what was evaluated', async () => {
    assert.deepEqual(await notes(['allow from tag frontend', 'allow tcp from tag nobody']), ['no effect', 'no effect']);
    const unasked = [
      'allow sctp',
      'allow tcp from ports 1',
      'allow icmp type 3',
      'allow ipv6',
      'allow from selector "a == \'b\'"',
      'allow !tcp from tag nobody',
    ];
    assert.deepEqual(
      await notes(unasked),
      unasked.map(() => undefined),
    );
    assert.deepEqual(await notes(['log']), [undefined]);
  });

  it('shows if a rule is broader than it reads because Felix ignores its network in IPv4', async () =>
    assert.deepEqual(await notes(['allow from cidr fd00::/8']), ['decides 3 pairs + outside']));

  it('is absent for what was not calculated', async () => {
    assert.deepEqual(await notes(['deny tcp', 'allow tcp from tag client'], { bounded: true }), [undefined, undefined]);
  });
});

describe('a rule’s line', () => {
  it('has one mark, which shows what the rule decides and in its tooltip the endpoints that it matches', async () => {
    const found = await marks([
      'deny tcp from tag client',
      'allow tcp from tag client to ports 9000',
      'allow tcp from tag nobody',
      'allow from cidr 172.24.0.0/16',
      'allow from !tag client',
    ]);
    assert.deepEqual(found, [
      [
        'deny tcp from tag client ← decides 1 pair',
        'The source currently matches 1 endpoint.',
        '192.168.0.1, /calico-stars/client on calico-mesos-02',
      ],
      ['allow tcp from tag nobody ← no effect', 'The source currently matches no endpoints.'],
      [
        'allow from cidr 172.24.0.0/16 ← decides connections from outside',
        'The source currently matches no endpoints.',
      ],
      [
        'allow from !tag client ← decides 2 pairs + outside',
        'The source currently matches 3 endpoints.',
        '192.168.255.254, /calico-stars/management-ui on calico-mesos-02',
        '192.168.0.2, /calico-stars/frontend on calico-mesos-02',
        '192.168.0.3, /calico-stars/backend on calico-mesos-02',
      ],
      ['allow ← decides 3 pairs + outside', 'The destination is any endpoint or address.'],
    ]);
  });

  it('has no mark if nothing was calculated, but its heading has one', async () => {
    assert.deepEqual(await marks(['allow tcp from tag client'], { bounded: true }), [
      ['inbound: ← too many connections to count'],
      ['outbound: ← too many connections to count'],
    ]);
  });
});
