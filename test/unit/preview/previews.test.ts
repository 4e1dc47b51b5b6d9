import assert from 'node:assert/strict';
import { describe as inWords } from '../../../src/cluster/analysis/policy-impact';
import { Emitter } from '../../../src/base/emitter';
import { dataOf } from '../../../src/cluster/model/indexes';
import type { Snapshot } from '../../../src/cluster/model/snapshot';
import type { Profile } from '../../../src/policy/calico1/profile';
import { draftOf } from '../../../src/app/preview/draft';
import { Previews } from '../../../src/app/preview/previews';
import { demoSnapshot, NETWORKS, UI_TO_PROBE, type DemoName } from '../graph/demo-cluster';

const fail = (error: unknown) => assert.fail(String(error));

class FakeSession {
  snapshot: Snapshot | undefined = demoSnapshot();
  readonly changed = new Emitter<Snapshot | undefined>(fail);
  readonly onDidChangeSnapshot = this.changed.event;

  become(snapshot: Snapshot | undefined): void {
    this.snapshot = snapshot;
    this.changed.fire(snapshot);
  }
}

/** The demo's profile with the rule that allows the collector. */
function opened(name: DemoName): Profile {
  const id = NETWORKS.find((network) => network.name === name)?.id;
  const profile = dataOf(demoSnapshot().policy)?.profiles.find((candidate) => candidate.name === id);
  assert.ok(profile?.kind === 'profile');
  return { ...profile, inbound: [...profile.inbound, UI_TO_PROBE] };
}

describe('previews', () => {
  const session = new FakeSession();
  const previews = new Previews(session, fail);
  const seen: (string | undefined)[] = [];
  previews.onDidChange((preview) =>
    seen.push(
      preview &&
        `${preview.draft.title}: ${session.snapshot ? inWords(preview.effect.opened, preview.effect, session.snapshot, 9).join('; ') : ''}`,
    ),
  );
  const [document, wizard] = [{}, {}];
  const takeSeen = () => seen.splice(0);

  it('show the effect of the draft that changed last', () => {
    previews.show(document, draftOf('document', [opened('client')]));
    previews.show(wizard, draftOf('wizard', [opened('backend')]));
    assert.deepEqual(takeSeen(), ['document: management-ui → client:9000', 'wizard: management-ui → backend:9000']);
  });

  it('provide the effect of any draft', () => {
    assert.deepEqual(
      [document, wizard, {}].map((owner) => previews.of(owner)?.draft.title),
      ['document', 'wizard', undefined],
    );
  });

  it('return to the previous draft when one is withdrawn', () => {
    previews.hide(wizard);
    assert.deepEqual(takeSeen(), ['document: management-ui → client:9000']);
    previews.hide(wizard);
    assert.deepEqual(takeSeen(), []);
  });

  it('follow only the policy of the cluster', () => {
    session.become(demoSnapshot({ inbound: { client: [UI_TO_PROBE] } }));
    // Only the profile's own network remains, whose single member needs no rule to reach itself.
    assert.deepEqual(takeSeen(), ['document: ']);
    session.become({ ...session.snapshot!, observation: { state: 'none' } });
    assert.deepEqual(takeSeen(), []);
  });

  it('end with the cluster, and with the last draft', () => {
    session.become(undefined);
    assert.equal(previews.current, undefined);
    session.become(demoSnapshot());
    assert.ok(previews.current);
    previews.hide(document);
    assert.equal(previews.current, undefined);
  });
});
