import assert from 'node:assert/strict';
import { RulePreview } from '../../../src/features/rules/rule-preview';
import { Emitter } from '../../../src/base/emitter';
import type { Snapshot } from '../../../src/cluster/model/snapshot';
import { draftOf } from '../../../src/app/preview/draft';
import { Previews } from '../../../src/app/preview/previews';
import { demoSnapshot, NETWORKS } from '../graph/demo-cluster';

const FRONTEND = NETWORKS.find(({ name }) => name === 'frontend')?.id ?? '';

const fail = (error: unknown) => assert.fail(String(error));

describe('the preview of a rule being added', () => {
  let snapshot = demoSnapshot();
  const session = {
    get snapshot() {
      return snapshot;
    },
    onDidChangeSnapshot: new Emitter<Snapshot | undefined>(fail).event,
  };
  const previews = new Previews(session, fail);
  const preview = new RulePreview(
    { profile: FRONTEND, direction: 'inbound', current: () => snapshot },
    previews,
    draftOf,
  );

  it('tells what the rule would open, by the names that were typed', () => {
    assert.equal(
      preview.show('allow tcp from tag client to ports 9000'),
      'opens client → frontend:9000; closes nothing',
    );
    assert.equal(previews.current?.draft.title, 'A rule for frontend, inbound');
  });

  it('is withdrawn when the text is no rule that would be added', () => {
    for (const text of [
      '',
      'allow tcp from tag client to prots 9000',
      'allow from tag frontend',
      'allow tcp to ports 1:2:3',
    ]) {
      preview.show('allow tcp');
      assert.ok(previews.current);
      assert.equal(preview.show(text), undefined, text);
      assert.equal(previews.current, undefined, text);
    }
  });

  it('is withdrawn when the profile has gone', () => {
    preview.show('allow tcp');
    snapshot = { ...snapshot, policy: { state: 'ready', data: { profiles: [], endpoints: [], pools: [] } } };
    assert.equal(preview.show('allow udp'), undefined);
    assert.equal(previews.current, undefined);
  });
});
