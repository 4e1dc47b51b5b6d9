import assert from 'node:assert/strict';
import { RulePreview } from '../../../src/features/rules/rule-preview';
import { readTypedRule, type RuleTarget } from '../../../src/features/rules/typed-rule';
import { Emitter } from '../../../src/base/emitter';
import type { Snapshot } from '../../../src/cluster/model/snapshot';
import type { Session } from '../../../src/cluster/connection/session';
import type { Profile } from '../../../src/policy/calico1/profile';
import { draftOf } from '../../../src/app/preview/draft';
import { Previews } from '../../../src/app/preview/previews';
import { demoSnapshot, NETWORKS } from '../graph/demo-cluster';

const fail = (error: unknown) => assert.fail(String(error));

describe('the preview of a rule being added', () => {
  let snapshot = demoSnapshot();
  const current = {
    connection: { state: 'disconnected' },
    get snapshot() {
      return snapshot;
    },
  } as unknown as Session;
  const previews = new Previews({ all: [current], current, onDidChange: new Emitter<Session>(fail).event }, fail);
  const target: RuleTarget = { object: frontendOf(snapshot), direction: 'inbound', current: () => snapshot };
  const preview = new RulePreview(target, previews, draftOf);
  const show = (text: string) => preview.show(readTypedRule(text, target));

  it('shows what the rule would open, with the names as typed', () => {
    assert.equal(show('allow tcp from tag client to ports 9000'), 'opens client → frontend:9000; closes nothing');
    assert.equal(previews.current?.draft.title, 'A rule for frontend, inbound');
  });

  it('is withdrawn if the text is not a rule that would be added', () => {
    for (const text of [
      '',
      'allow tcp from tag client to prots 9000',
      'allow from tag frontend',
      'allow tcp to ports 1:2:3',
    ]) {
      show('allow tcp');
      assert.ok(previews.current);
      assert.equal(show(text), undefined, text);
      assert.equal(previews.current, undefined, text);
    }
  });

  it('is withdrawn if the profile was removed', () => {
    show('allow tcp');
    snapshot = { ...snapshot, policy: { state: 'ready', data: { profiles: [], endpoints: [], pools: [] } } };
    assert.equal(show('allow udp'), undefined);
    assert.equal(previews.current, undefined);
  });
});

describe('a typed rule', () => {
  const snapshot = demoSnapshot();
  const target: RuleTarget = { object: frontendOf(snapshot), direction: 'inbound', current: () => snapshot };
  const read = (text: string) => readTypedRule(text, target);

  it('reports the wrong word, and suggests the corrected text', () => {
    const { message, fix, misplaced } = read('allow tcp form tag client');
    assert.match(message ?? '', /Did you mean “from”/);
    assert.deepEqual([fix, misplaced], ['allow tcp from tag client', true]);
  });

  it('is incomplete at its end', () => {
    const { rule, misplaced } = read('allow tcp from tag');
    assert.deepEqual([rule, misplaced], [undefined, false]);
  });

  it('is rejected if it exists', () => {
    const { rule, change, message } = read('allow from tag frontend');
    assert.ok(rule && !change);
    assert.match(message ?? '', /already exists at inbound 1/);
  });

  it('is reported with an unused tag, and may be added, as a document with it may be saved', () => {
    const { rule, message } = read('allow from tag nowhere');
    assert.equal(rule?.src_tag, 'nowhere');
    assert.match(message ?? '', /no Docker network named nowhere/);
  });

  it('is not reported if its check is off', () => {
    const { message } = readTypedRule('allow from tag nowhere', {
      ...target,
      levels: () => ({ 'unknown-tag': 'off' }),
    });
    assert.equal(message, undefined);
  });
});

function frontendOf({ policy }: Snapshot): Profile {
  const id = NETWORKS.find(({ name }) => name === 'frontend')?.id;
  const profile = policy.state === 'ready' ? policy.data.profiles.find(({ name }) => name === id) : undefined;
  return profile?.kind === 'profile' ? profile : assert.fail('The demo has no frontend.');
}
