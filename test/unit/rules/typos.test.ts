import assert from 'node:assert/strict';
import { correctionsOf } from '../../../src/features/rules/editor/corrections';
import { findingsOf } from '../../../src/features/rules/editor/diagnostics/findings';
import { policySubject, subjectOf } from '../../../src/features/rules/editor/document-context';
import { readTypedRule, type RuleTarget } from '../../../src/features/rules/typed-rule';
import { parseDocument } from '../../../src/policy/calico1/document';
import { decodePolicy } from '../../../src/policy/calico1/policy';
import { endpoint, idOf, network, profile, snapshot } from '../cluster/fixtures';
import { enforcement, tier } from '../cluster/tiered-cluster';

const CLIENT = idOf('c');
const FRONTEND = idOf('f');
const DATABASE = { selector: 'all()', inbound_rules: [] };
const state = snapshot({
  networks: [network(CLIENT, 'client'), network(FRONTEND, 'frontend')],
  policy: {
    profiles: [profile(CLIENT, []), profile(FRONTEND, []), profile('plain', [])],
    endpoints: [{ ...endpoint('1', [CLIENT], '192.168.0.1'), labels: { role: 'web' } }],
    enforcement: enforcement([tier('default', { db: DATABASE })]),
  },
});
const objects = {
  frontend: profile(FRONTEND, []),
  plain: profile('plain', []),
  db: decodePolicy({ tier: 'default', name: 'db' }, JSON.stringify(DATABASE)),
};

/** The verdict of a rules document on a rule, and its line after the first correction. */
function inDocument(of: keyof typeof objects, text: string) {
  const isPolicy = of === 'db';
  const before = isPolicy ? 'selector: all()\norder:\ninbound:\n  ' : 'tags: x\ninbound:\n  ';
  const document = `${before}${text}\noutbound:\n`;
  const subject = isPolicy
    ? policySubject({ tier: 'default', name: 'db' }, state)
    : subjectOf(of === 'frontend' ? FRONTEND : of, state);
  const [problem] = findingsOf(parseDocument(document, isPolicy ? 'policy' : 'profile'), subject).filter(
    ({ start }) => start >= before.length && start <= before.length + text.length,
  );
  const [correction] = problem ? correctionsOf(problem, { text: `  ${text}`, start: before.length - 2 }) : [];
  return {
    message: problem?.message,
    blocks: problem?.severity === 'error',
    corrected:
      correction &&
      `${document.slice(0, correction.start)}${correction.text}${document.slice(correction.end)}`.slice(
        before.length,
        -'\noutbound:\n'.length,
      ),
  };
}

/** The verdict of the input box. */
function inInput(of: keyof typeof objects, text: string) {
  const object = objects[of];
  assert.ok(object.kind !== 'broken');
  const target: RuleTarget = { object, direction: 'inbound', current: () => state };
  const { message, rule, fix } = readTypedRule(text, target);
  return { message, blocks: rule === undefined, corrected: fix };
}

describe('a typo has the same verdict and the same correction in the input box and in a rules document', () => {
  const rows: readonly (readonly [keyof typeof objects, string, 'fine' | 'warns' | 'blocks', string | undefined])[] = [
    ['frontend', 'allow tcp from tag client to ports 80', 'fine', undefined],
    ['frontend', 'allow tcp from tag cleint to ports 80', 'warns', 'allow tcp from tag client to ports 80'],
    ['frontend', 'allow from tag nowhere', 'warns', undefined],
    ['plain', 'allow from tag plian', 'warns', 'allow from tag plain'],
    ['plain', 'allow from tag client', 'warns', undefined],
    ['db', 'allow from tag plian', 'warns', 'allow from tag plain'],
    ['db', `allow from selector "role == 'wbe'"`, 'warns', `allow from selector "role == 'web'"`],
    ['frontend', `allow from selector "rloe == 'web'"`, 'warns', `allow from selector "role == 'web'"`],
    ['frontend', 'allow tcp form tag client', 'blocks', 'allow tcp from tag client'],
    ['frontend', 'alow tcp', 'blocks', 'allow tcp'],
    ['frontend', 'allow tcp to 80', 'blocks', 'allow tcp to ports 80'],
    ['frontend', 'allow from tag client to ports 80', 'blocks', 'allow tcp from tag client to ports 80'],
    ['frontend', 'allow tcp to ports 1:2:3', 'blocks', undefined],
    ['frontend', 'allow tcp to ports 9:1', 'blocks', 'allow tcp to ports 1:9'],
    ['db', 'allow tcp to ports 70000', 'blocks', undefined],
  ];
  for (const [of, text, verdict, corrected] of rows)
    it(`${text}, in ${of}`, () => {
      const typed = inInput(of, text);
      assert.deepEqual(typed.blocks, verdict === 'blocks');
      assert.equal(typed.message === undefined, verdict === 'fine');
      assert.equal(typed.corrected, corrected);
      const { message, ...written } = inDocument(of, text);
      assert.deepEqual(written, { blocks: typed.blocks, corrected: typed.corrected });
      assert.ok(message === undefined ? verdict === 'fine' : typed.message?.startsWith(message));
    });
});
