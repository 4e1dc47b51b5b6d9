import assert from 'node:assert/strict';
import { withDrafts } from '../../../src/cluster/analysis/compiled';
import { lintProfile } from '../../../src/cluster/analysis/lint';
import { readDraft } from '../../../src/features/rules/editor/diagnostics/draft';
import { findingsOf, graded } from '../../../src/features/rules/editor/diagnostics/findings';
import { lintFindings, type LintFinding } from '../../../src/features/rules/editor/diagnostics/lint-findings';
import { subjectOf, type ProfileContext } from '../../../src/features/rules/editor/document-context';
import { parseDocument } from '../../../src/policy/calico1/document';
import type { LintLevels } from '../../../src/policy/lint';
import { demoSnapshot, NETWORKS } from '../graph/demo-cluster';

const id = (name: string) => NETWORKS.find((network) => network.name === name)?.id ?? '';
const subject: ProfileContext = subjectOf(id('frontend'), demoSnapshot()) ?? assert.fail();
const text = (inbound: string, tags = 'frontend') =>
  `# mine\ntags: ${tags}\ninbound:\n${inbound}\noutbound:\n  allow\n`;

function find(whole: string, levels: LintLevels = {}) {
  const document = parseDocument(whole);
  const draft = readDraft(document, undefined, subject) ?? assert.fail();
  const problems = findingsOf(document, subject);
  const found = lintProfile(subject.profile, withDrafts(subject.policy, [draft.profile]), subject.snapshot, levels);
  return {
    document,
    draft,
    problems,
    found: lintFindings(found, whole, document, { rules: draft.profile, whole: draft.whole }, subject, problems),
  };
}

/** Each finding's check, and the words that it marks. */
const words = (whole: string) => find(whole).found.map(({ code, start, end }) => `${code}: ${whole.slice(start, end)}`);

/** The text after the fix of the finding with that check. */
function fixed(whole: string, code: LintFinding['code']): string {
  const { fix } = find(whole).found.find((finding) => finding.code === code) ?? assert.fail(code);
  return fix ? whole.slice(0, fix.start) + fix.text + whole.slice(fix.end) : assert.fail('no fix');
}

describe('lint in a rules document', () => {
  it('marks the relevant words, however the line is formatted', () => {
    assert.deepEqual(words(text('allow   tcp  from tag client   to  ports   9001 # why')), [
      'port-without-listener: ports   9001',
    ]);
    assert.deepEqual(words(text('  allow from !tag nobody')), [
      'unknown-tag: !tag nobody',
      'beyond-calicoctl: !tag nobody',
    ]);
    assert.deepEqual(words(text('  allow tcp to ports 9000\n  allow tcp from tag client to ports 9000')), [
      'redundant-rule: allow tcp from tag client to ports 9000',
    ]);
  });

  it('marks what the original calicoctl cannot parse, but not as a warning', () => {
    const { found } = find(text('  allow tcp from tag client to ports 9000-9001'));
    assert.deepEqual(
      found.map(({ code, severity }) => `${code} ${severity}`),
      ['beyond-calicoctl info'],
    );
    assert.deepEqual(
      find(text('  allow tcp from tag client to ports 9000-9001'), { 'beyond-calicoctl': 'off' }).found,
      [],
    );
  });

  it('links to the other rule', () => {
    const whole = text('  deny tcp # first\n  allow tcp from tag client to ports 9000');
    const [found] = find(whole).found;
    assert.deepEqual(
      [found?.code, found?.related?.message, whole.slice(found?.related?.start, found?.related?.end)],
      ['shadowed-rule', 'Rule 1: deny tcp', 'deny tcp'],
    );
  });

  it('uses the names of networks', () => {
    const whole = text('  allow from !tag backen');
    const known = find(whole.replace('backen', id('backend').replace('0', '1'))).found[0];
    assert.match(known?.fix?.title ?? '', /^Use Tag backend$/);
  });

  it('omits what the document’s diagnostics report', () => {
    const whole = text(
      '  allow from tag cleint\n  allow tcp\n  allow tcp\n  allow from tag client with {"dst_ports":[80]}',
    );
    const { problems, found } = find(whole);
    assert.deepEqual(problems.map(({ code }) => code).toSorted(), ['duplicate', 'felix', 'tag']);
    assert.deepEqual(
      found.map(({ code }) => code).filter((code) => ['unknown-tag', 'duplicate-rule', 'invalid-rules'].includes(code)),
      [],
    );
  });

  it('counts unreadable lines, and reports nothing about the whole document if it has any', () => {
    const whole = text('  deny tcp\n  allow form\n  allow tcp from tag client');
    const [found, ...more] = find(whole).found;
    assert.deepEqual([found?.code, found?.related?.message, more], ['shadowed-rule', 'Rule 1: deny tcp', []]);
  });

  it('checks the unsaved text, and uses the cluster’s policy if it is the same', () => {
    const { draft, document } = find('tags: frontend\ninbound:\n  allow from tag frontend\noutbound:\n  allow\n');
    assert.equal(draft.changed, false);
    assert.equal(readDraft(document, undefined, subject), draft);
    assert.equal(find(text('  deny')).draft.changed, true);
    assert.equal(readDraft(document, undefined, { ...subject, profile: 'gone' }), undefined);
  });
});

describe('quick fixes of lint', () => {
  it('change the rule and keep the comment', () => {
    const whole = text('    allow tcp from tag client to ports 9001  # why');
    assert.equal(fixed(whole, 'port-without-listener'), text('    allow tcp from tag client to ports 9000  # why'));
  });

  it('remove the line, but keep a comment', () => {
    assert.equal(fixed(text('  deny tcp\n  allow tcp from tag client'), 'shadowed-rule'), text('  deny tcp'));
    assert.equal(
      fixed(text('  deny tcp\n  allow tcp from tag client  # why'), 'shadowed-rule'),
      text('  deny tcp\n  # why'),
    );
    assert.equal(
      fixed('tags: frontend\noutbound:\n  allow\ninbound:\n  deny tcp\n  allow tcp from tag client', 'shadowed-rule'),
      'tags: frontend\noutbound:\n  allow\ninbound:\n  deny tcp\n',
    );
  });
});

describe('severity of checks', () => {
  const whole = text('  allow from tag cleint\n  allow tcp\n  allow tcp\n  allow form', 'frontend, frontend');
  const codes = (levels: LintLevels) => {
    const { document, problems } = find(whole);
    return graded(problems, document, levels).map(({ code, severity }) => `${code} ${severity}`);
  };

  it('applies to the document’s diagnostics of the same kind', () => {
    assert.deepEqual(codes({}), ['duplicate warning', 'duplicate warning', 'syntax error', 'tag warning']);
    assert.deepEqual(codes({ 'unknown-tag': 'info', 'duplicate-rule': 'error' }), [
      'duplicate warning',
      'duplicate error',
      'syntax error',
      'tag info',
    ]);
  });

  it('can be off, except for duplicate tags and errors that prevent saving', () => {
    assert.deepEqual(codes({ 'unknown-tag': 'off', 'duplicate-rule': 'off', 'invalid-rules': 'off' }), [
      'duplicate warning',
      'syntax error',
    ]);
  });

  it('applies to lint findings', () =>
    assert.deepEqual(
      find(text('  allow'), { 'allow-all-inbound': 'info' }).found.map(({ severity }) => severity),
      ['info'],
    ));
});
