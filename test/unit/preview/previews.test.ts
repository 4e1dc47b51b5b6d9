import assert from 'node:assert/strict';
import { describe as inWords } from '../../../src/cluster/analysis/policy-impact';
import { Emitter } from '../../../src/base/emitter';
import { dataOf } from '../../../src/cluster/model/indexes';
import type { Snapshot } from '../../../src/cluster/model/snapshot';
import type { Profile } from '../../../src/policy/calico1/profile';
import { draftOf } from '../../../src/app/preview/draft';
import type { Session } from '../../../src/cluster/connection/session';
import { Previews } from '../../../src/app/preview/previews';
import { demoSnapshot, NETWORKS, UI_TO_PROBE, type DemoName } from '../graph/demo-cluster';

const fail = (error: unknown) => assert.fail(String(error));

/** A connected cluster whose snapshot a test sets. */
class FakeSession {
  readonly connection = { state: 'connected' };
  snapshot: Snapshot | undefined = demoSnapshot();
}

/** Two clusters, of which the first is current. */
class FakeSessions {
  readonly #fakes = [new FakeSession(), new FakeSession()] as const;
  readonly #changed = new Emitter<Session>(fail);
  readonly onDidChange = this.#changed.event;

  get all(): readonly Session[] {
    return this.#fakes as unknown as readonly Session[];
  }

  get current(): Session {
    return this.all[0] ?? assert.fail();
  }

  become(snapshot: Snapshot | undefined, index: 0 | 1 = 0): void {
    this.#fakes[index].snapshot = snapshot;
    this.#changed.fire(this.all[index] ?? assert.fail());
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
  const sessions = new FakeSessions();
  const previews = new Previews(sessions, fail);
  const seen: (string | undefined)[] = [];
  previews.onDidChange((preview) =>
    seen.push(
      preview &&
        `${preview.draft.title}: ${preview.session.snapshot ? inWords(preview.effect.opened, preview.effect, preview.session.snapshot, 9).join('; ') : ''}`,
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
    sessions.become(demoSnapshot({ inbound: { client: [UI_TO_PROBE] } }));
    // Only the profile's own network remains, whose single member needs no rule to reach itself.
    assert.deepEqual(takeSeen(), ['document: ']);
    sessions.become({ ...sessions.current.snapshot!, observation: { state: 'none' } });
    assert.deepEqual(takeSeen(), []);
  });

  it('are about their cluster, whichever is current', () => {
    const [here, there] = sessions.all.map(({ connection }) => connection);
    previews.show(wizard, draftOf('there', [opened('frontend')]), there);
    assert.deepEqual(takeSeen(), ['there: management-ui → frontend:9000']);
    assert.deepEqual(
      [here, there].map((connection) => connection && previews.currentIn(connection)?.draft.title),
      ['document', 'there'],
    );
    sessions.become(demoSnapshot(), 1);
    assert.deepEqual(takeSeen(), ['there: management-ui → frontend:9000']);
    sessions.become(undefined, 1);
    assert.equal(previews.current, undefined);
    previews.hide(wizard);
    assert.equal(takeSeen().at(-1), 'document: ');
  });

  it('end with the cluster, and with the last draft', () => {
    sessions.become(undefined);
    assert.equal(previews.current, undefined);
    sessions.become(demoSnapshot());
    assert.ok(previews.current);
    previews.hide(document);
    assert.equal(previews.current, undefined);
  });
});

describe('previews in a large cluster', () => {
  /** Calculates in a number of steps, and counts them. */
  const draftOfSteps = (name: DemoName, steps: number) => {
    const draft = draftOf(name, [opened(name)]);
    const done = { steps: 0 };
    function* calculate(snapshot: Snapshot) {
      for (; done.steps < steps; done.steps += 1) yield;
      return yield* draft.calculate(snapshot);
    }
    return { draft: { ...draft, calculate }, done };
  };

  it('stay until that of the next draft is calculated in slices, which the one after it ends', async () => {
    const previews = new Previews(new FakeSessions(), fail, () => true);
    let told: () => void = () => undefined;
    previews.onDidChange(() => told());
    const shown = async (title: string) => {
      while (previews.current?.draft.title !== title) await new Promise<void>((resolve) => (told = resolve));
    };
    const document = {};
    previews.show(document, draftOfSteps('client', 1).draft);
    assert.equal(previews.current, undefined);
    await shown('client');
    const endless = draftOfSteps('backend', Infinity);
    previews.show(document, endless.draft);
    assert.equal(previews.of(document)?.draft.title, 'client');
    previews.show(document, draftOfSteps('frontend', 1).draft);
    await shown('frontend');
    const { steps } = endless.done;
    previews.show(document, draftOfSteps('client', 1).draft);
    await shown('client');
    assert.equal(endless.done.steps, steps);
    previews.dispose();
  });
});
